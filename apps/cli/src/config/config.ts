/** Toy data that a config can name. */
export type ToyName =
  | "moons"
  | "eightGaussians"
  | "checkerboard"
  | "swissRoll"
  | "circles"
  | "rings"
  | "spirals"
  | "pinwheel";

/** Toy data, drawn from the seed. Options that a toy does not have are errors. */
export interface ToyDataset {
  readonly name: ToyName;
  /** Rows to draw; 10,000 by default. */
  readonly points: number;
  /** Standard deviation of the noise around curves; 0.05 for moons. */
  readonly noise?: number | undefined;
  /** Of eightGaussians: distance of the modes from the origin. */
  readonly radius?: number | undefined;
  /** Of eightGaussians: standard deviation of a mode. */
  readonly std?: number | undefined;
  /** Of checkerboard: half the side of the board. */
  readonly halfWidth?: number | undefined;
}

/** Two clusters with a label each. */
export interface LabelledDataset {
  readonly name: "conditionalClusters";
  readonly points: number;
  /** Standard deviation of a cluster; 0.3 by default. */
  readonly std?: number | undefined;
}

/** Rows from a file, `[rows, dim]`. */
export interface FileDataset {
  /** Path of an npy file, or of a csv or tsv file; a relative one starts at the config's folder. */
  readonly file: string;
  /** Path of a file with a whole number for each row, from 0: the model can then be asked for one kind. */
  readonly labels?: string | undefined;
}

/** The step size over the steps. */
export interface RateConfig {
  readonly learningRate: number;
  /** Steps over which the step size rises to its full value. */
  readonly warmup?: number | undefined;
  /** How it falls after that; the cosine ends with the training. */
  readonly decay?:
    | { readonly name: "cosine"; readonly final?: number | undefined }
    | { readonly name: "step"; readonly every: number; readonly factor?: number | undefined }
    | undefined;
}

/** The optimizer and its options. */
export type OptimizerConfig = RateConfig &
  (
    | {
        readonly name: "adam";
        readonly beta1?: number | undefined;
        readonly beta2?: number | undefined;
        readonly epsilon?: number | undefined;
      }
    | {
        readonly name: "adamw";
        readonly beta1?: number | undefined;
        readonly beta2?: number | undefined;
        readonly epsilon?: number | undefined;
        readonly weightDecay?: number | undefined;
      }
    | {
        readonly name: "lion";
        readonly beta1?: number | undefined;
        readonly beta2?: number | undefined;
        readonly weightDecay?: number | undefined;
      }
    | { readonly name: "sgd"; readonly momentum?: number | undefined }
  );

/** How trajectories are integrated: even steps, or error control. */
export type SolverConfig =
  | { readonly method: "euler" | "midpoint" | "heun" | "rk4"; readonly steps: number }
  | { readonly method: "dopri5"; readonly rtol: number; readonly atol: number };

/** The way from data to noise. */
export type PathConfig =
  | "linear"
  | "cosine"
  | "lipman"
  | "polynomial"
  | { readonly name: "linear" | "cosine" }
  | { readonly name: "lipman"; readonly sigmaMin?: number | undefined }
  | { readonly name: "polynomial"; readonly power?: number | undefined };

/** α and σ of a diffusion. */
export type ScheduleConfig =
  | "linear"
  | "cosine"
  | "vp"
  | "subVp"
  | "ve"
  | "edm"
  | { readonly name: "linear" | "cosine" }
  | {
      readonly name: "vp" | "subVp";
      readonly betaMin?: number | undefined;
      readonly betaMax?: number | undefined;
    }
  | {
      readonly name: "ve" | "edm";
      readonly sigmaMin?: number | undefined;
      readonly sigmaMax?: number | undefined;
    };

/** A diffusion: what its network predicts, and under which schedule. */
export interface DiffusionConfig {
  readonly name: "diffusion";
  readonly schedule?: ScheduleConfig | undefined;
  readonly predicts?: "noise" | "data" | "score" | "velocity" | "vPrediction" | undefined;
  readonly weight?: "uniform" | "snr" | "minSnr" | "softMinSnr" | "edm" | undefined;
  /** Whether inputs and outputs of the network are scaled as in EDM; it then predicts the data. */
  readonly precondition?: boolean | undefined;
  /** How samples are drawn; log-densities follow the ODE. */
  readonly sampler?: "ode" | "sde" | undefined;
  /** Time at which samples end, above 0. */
  readonly end?: number | undefined;
}

/** A straight interpolant with noise of its own. */
export interface InterpolantConfig {
  readonly name: "interpolant";
  readonly gamma?: "brownian" | "quadratic" | "sineSquared" | "sigmoid" | "zero" | undefined;
  readonly form?: "square" | "quadratic" | undefined;
  /** How samples are drawn; log-densities follow the ODE. */
  readonly sampler?: "ode" | "sde" | undefined;
}

/** What is trained and sampled. */
export type ProcessConfig =
  | "flow"
  | "diffusion"
  | "interpolant"
  | { readonly name: "flow" }
  | DiffusionConfig
  | InterpolantConfig;

/** Which noise goes to which data row of a batch. */
export type CouplingConfig =
  | { readonly name: "independent" | "optimalTransport" | "stable" }
  | { readonly name: "sinkhorn"; readonly regularization?: number | undefined };

/** How the times of a batch are drawn. */
export type TimesConfig =
  | { readonly name: "uniform" | "stratified" }
  | {
      /** The first of ln(t/(1 − t)), the other of ln(σ/α). */
      readonly name: "logitNormal" | "logNormal";
      readonly mean?: number | undefined;
      readonly std?: number | undefined;
    }
  | { readonly name: "mode"; readonly scale?: number | undefined };

/** How the network is trained. */
export interface TrainingConfig {
  readonly steps: number;
  readonly batchSize: number;
  readonly coupling: CouplingConfig;
  readonly times: TimesConfig;
  /** How often a row of labelled data is learned without its label. */
  readonly dropLabel: number;
  readonly optimizer: OptimizerConfig;
  /** Keep an average of the weights with this decay, and sample with it. */
  readonly ema?: { readonly decay: number } | undefined;
  /** Scale gradients down to this norm. */
  readonly clip?: { readonly norm: number } | undefined;
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
}

/** Which figures are drawn, and between what limits. */
export interface FiguresConfig {
  readonly draw: boolean;
  /** Ends of the axes of all figures; by default around the data. */
  readonly xlim?: readonly [number, number] | undefined;
  readonly ylim?: readonly [number, number] | undefined;
}

/** All that decides a run, with every default filled in. */
export interface Config {
  /** Begins the name of the run folder; by default the name of the config file. */
  readonly name: string;
  /** Decides everything random. */
  readonly seed: number;
  readonly dataset: ToyDataset | LabelledDataset | FileDataset;
  readonly field: {
    readonly hidden: number;
    readonly layers: number;
    readonly activation: "elu" | "gelu" | "relu" | "selu" | "sigmoid" | "silu" | "sin" | "softplus" | "tanh";
  };
  readonly process: ProcessConfig;
  /** Of a flow; the others have their own. */
  readonly path: PathConfig;
  readonly training: TrainingConfig;
  readonly solver: SolverConfig;
  /** A name from `nami backends`, or `auto`. */
  readonly backend: string;
  readonly figures: FiguresConfig;
}
