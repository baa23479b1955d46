import type { JSX } from "preact";
import { FileDrop } from "../../controls/file-drop.js";
import type { ConfigUse } from "../../your-model/joined-facts.js";
import type { ModelSummary } from "../../your-model/protocol.js";

/** Whether nothing is left to choose. */
export const isWhole = ({ activation, path, source }: ModelSummary["said"]): boolean =>
  activation !== undefined && path !== undefined && source !== undefined;

/** A file by its name, or what is asked for. */
const named = (file: File | undefined, hint: string): string => file?.name ?? hint;

/** The files of a model. */
export const FilesPanel = ({
  files,
  model,
  onFile,
  onSeveral,
  onRemoveConfig,
}: {
  readonly files: { readonly weights?: File; readonly config?: File };
  readonly model: ModelSummary | undefined;
  readonly onFile: (kind: "weights" | "config", file: File) => void;
  readonly onSeveral: (files: readonly File[]) => void;
  readonly onRemoveConfig: () => void;
}): JSX.Element => (
  <form class="files" aria-label="Files" onSubmit={(event) => event.preventDefault()}>
    <details class="group" open>
      <summary>Files</summary>
      <div class="group-fields">
        <FileDrop
          label="Weights"
          accept=".safetensors"
          text={named(files.weights, "checkpoint-….safetensors of a run, or one of the playground.")}
          onFile={(file) => onFile("weights", file)}
          onSeveral={onSeveral}
        />
        <FileDrop
          label="Config, where the weights do not say all"
          accept=".yaml,.yml,.json"
          text={named(files.config, "config.yaml of a run of the command line.")}
          onFile={(file) => onFile("config", file)}
          onSeveral={onSeveral}
          remove={files.config && { text: "Remove the config", act: onRemoveConfig }}
        />
        {model?.config && <ConfigNote {...model.config} />}
        {model && isWhole(model.said) && (
          <p class="hint">The files say all that is to be known of the model.</p>
        )}
      </div>
    </details>
  </form>
);

/** What a config did to the model that is open. */
const ConfigNote = ({ taken, differing }: ConfigUse): JSX.Element => (
  <div role="status" data-config-note>
    {differing.length > 0 && (
      <p class="notice">
        {`The weights say ${differing.map(({ name, weights, config }) => `${name} ${weights}, the config ${config}`).join("; ")}. The weights are right: the config may be of another model.`}
      </p>
    )}
    <p class="hint">
      {taken.length > 0 ? `From the config: ${taken.join(", ")}.` : "Nothing is taken from the config."}
    </p>
  </div>
);
