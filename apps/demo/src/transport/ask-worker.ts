import { transferablesOf } from "./transferables.js";
import { visitorText } from "./visitor-text.js";

/** What a worker that was asked tells: how far it is, then its answer or why there is none. */
type Reply<Answer> =
  | { readonly kind: "progress"; readonly share: number }
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "error"; readonly message: string };

/**
 * Asks a worker one question and ends it with the answer.
 *
 * @param worker just started
 * @param options.signal ends it at once, whatever it does
 * @returns its answer; rejects with its error, or when it does not start
 */
export const askWorker = <Question extends object, Answer>(
  worker: Worker,
  question: Question,
  {
    signal,
    onProgress = () => {},
  }: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void } = {},
): Promise<Answer> =>
  new Promise<Answer>((resolve, reject) => {
    const stop = (): void => reject(new DOMException("Stopped", "AbortError"));
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    worker.onmessage = ({ data }: MessageEvent<Reply<Answer>>) => {
      if (data.kind === "progress") onProgress(data.share);
      else if (data.kind === "answer") resolve(data.answer);
      else reject(new Error(data.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message ?? "the worker did not start"));
    };
    worker.postMessage(question);
  }).finally(() => worker.terminate());

/** The worker's side: answers the question that it is asked. */
export const answerOnce = <Question, Answer>(
  answer: (question: Question, onProgress: (share: number) => void) => Promise<Answer>,
): void => {
  const reply = (message: Reply<Answer>): void =>
    postMessage(message, { transfer: transferablesOf(message) });
  addEventListener("message", ({ data }: MessageEvent<Question>) => {
    answer(data, (share) => reply({ kind: "progress", share })).then(
      (found) => reply({ kind: "answer", answer: found }),
      (error: unknown) => reply({ kind: "error", message: visitorText(error) }),
    );
  });
};
