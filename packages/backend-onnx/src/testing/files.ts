/** Where the test server, which serves the repository, has the files of onnxruntime-web. */
export const files = "/packages/backend-onnx/node_modules/onnxruntime-web/dist/";
