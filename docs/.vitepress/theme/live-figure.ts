import { useData } from "vitepress";
import { defineComponent, h, onBeforeUnmount, ref, shallowRef, type VNode, watch } from "vue";
import type { Control } from "../../live/figure.js";
import type { Answer, Request } from "../../live/worker.js";

/**
 * `<LiveFigure name="…" alt="…" />`: a figure that nami computes in the reader's browser, in a worker, once the reader asks
 * for it. Nothing of it is loaded before.
 */
export const LiveFigure = defineComponent({
  name: "LiveFigure",
  props: { name: { type: String, required: true }, alt: { type: String, required: true } },
  setup({ name, alt }) {
    const { isDark } = useData();
    const svg = ref("");
    const state = ref<"asleep" | "working" | "ready" | "stopped" | "failed">("asleep");
    const message = ref("");
    const controls = shallowRef<Readonly<Record<string, Control>>>({});
    const settings = ref<Record<string, number | string>>({});
    let worker: Worker | undefined;

    const end = (): void => {
      worker?.terminate();
      worker = undefined;
    };
    const ask = (request: Omit<Request, "name" | "dark">): void => {
      // A worker that is still at the last question is of no use.
      if (state.value === "working") end();
      if (worker === undefined) {
        worker = new Worker(new URL("../../live/worker.ts", import.meta.url), { type: "module" });
        worker.onmessage = ({ data }: MessageEvent<Answer>) => hear(data);
        worker.onerror = ({ message: text }) => hear({ kind: "failed", message: text });
      }
      state.value = "working";
      worker.postMessage({ name, dark: isDark.value, ...request } satisfies Request);
    };
    const draw = (): void => ask({ settings: { ...settings.value } });
    const hear = (answer: Answer): void => {
      if (answer.kind === "svg") svg.value = answer.svg;
      if (answer.kind === "done") state.value = "ready";
      if (answer.kind === "failed") {
        state.value = "failed";
        message.value = answer.message;
      }
      if (answer.kind === "controls") {
        controls.value = answer.controls;
        settings.value = Object.fromEntries(
          Object.entries(answer.controls).map(([control, { value }]) => [control, value]),
        );
        state.value = "ready";
        draw();
      }
    };
    const stop = (): void => {
      end();
      state.value = "stopped";
    };
    watch(isDark, () => state.value !== "asleep" && draw());
    onBeforeUnmount(end);

    const input = (control: string, description: Control): VNode => {
      const change = (value: number | string): void => {
        settings.value = { ...settings.value, [control]: value };
        draw();
      };
      const value = settings.value[control];
      if ("choices" in description)
        return h("label", [
          `${description.label} `,
          h(
            "select",
            { value, onChange: (event: Event) => change((event.target as HTMLSelectElement).value) },
            description.choices.map((choice) => h("option", choice)),
          ),
        ]);
      const { label, min, max, step } = description;
      const onChange = (event: Event): void => change(Number((event.target as HTMLInputElement).value));
      return h("label", [
        `${label} `,
        h("input", { type: "range", min, max, step, value, onChange }),
        h("output", String(value)),
      ]);
    };
    const button = (): VNode =>
      state.value === "working"
        ? h("button", { type: "button", onClick: stop }, "Stop")
        : h(
            "button",
            { type: "button", onClick: () => (state.value === "asleep" ? ask({}) : draw()) },
            state.value === "asleep" ? "Run it here" : "Run again",
          );

    return () =>
      h("figure", { class: "live-figure", "data-figure": name, "data-state": state.value }, [
        h("div", { class: "live-figure-controls" }, [
          button(),
          ...Object.entries(controls.value).map(([control, description]) => input(control, description)),
        ]),
        // The text of @nami/plots: no scripts, ids or references, and all text escaped.
        svg.value === "" ? null : h("div", { role: "img", "aria-label": alt, innerHTML: svg.value }),
        h("figcaption", alt),
        h("p", { role: "status", class: "live-figure-status" }, message.value),
      ]);
  },
});
