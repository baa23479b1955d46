/** `.wasm` files that a `new URL` names are copied beside the scripts; TensorFlow.js instantiates them itself. */
export default {
  mode: "production",
  entry: "./src/page.js",
  output: { publicPath: "auto", clean: true },
  performance: { hints: false },
};
