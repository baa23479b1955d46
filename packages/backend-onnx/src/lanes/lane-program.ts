/**
 * What a lane runs, as text: a worker without a file of its own also starts from a bundle.
 *
 * It keeps tensors and sessions by the numbers that the other side gives them, and answers what is asked with a number.
 */
export const laneProgram = `
const { parentPort, workerData } = require("node:worker_threads");
const ort = require(workerData.path);
ort.env.logLevel = "fatal";
const sessions = new Map();
const tensors = new Map();
let latest = 0;

const handlers = {
  async create({ session, model, options }) {
    sessions.set(session, await ort.InferenceSession.create(model, options));
  },
  async run({ session, feeds }) {
    const inputs = {};
    for (const name in feeds) inputs[name] = tensors.get(feeds[name]);
    const outputs = await sessions.get(session).run(inputs);
    const made = {};
    for (const name in outputs) tensors.set((made[name] = --latest), outputs[name]);
    return made;
  },
  async compute({ session, feeds }) {
    const inputs = {};
    for (const name in feeds) {
      const { dtype, values, shape } = feeds[name];
      inputs[name] = new ort.Tensor(dtype, values, shape);
    }
    const outputs = await sessions.get(session).run(inputs);
    const values = {};
    for (const name in outputs) {
      values[name] = outputs[name].data.slice();
      outputs[name].dispose();
    }
    return values;
  },
  async read({ tensor }) {
    return (await tensors.get(tensor).getData()).slice();
  },
  async release({ session }) {
    await sessions.get(session).release();
    sessions.delete(session);
  },
  upload({ tensor, values, shape, dtype }) {
    tensors.set(tensor, new ort.Tensor(dtype, values, shape));
  },
  free({ tensor }) {
    tensors.get(tensor).dispose();
    tensors.delete(tensor);
  },
};

async function answer({ call, action, ...rest }) {
  try {
    const value = await handlers[action](rest);
    const handed = action === "compute" ? Object.values(value).map(({ buffer }) => buffer) : [];
    if (call !== undefined) parentPort.postMessage({ call, value }, handed);
  } catch (error) {
    parentPort.postMessage({ call, error: String(error && error.message ? error.message : error) });
  }
}

// One after another: what a run reads is freed after it.
let done = Promise.resolve();
parentPort.on("message", (message) => {
  done = done.then(() => answer(message));
});
`;
