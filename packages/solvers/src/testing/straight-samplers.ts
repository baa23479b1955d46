/**
 * Straight-line transcriptions of the papers' samplers for one number, in the variables of Karras et al.: x̃ = x/α at noise
 * levels σ̃ = σ/α, and λ = −ln σ̃. They share nothing with the plans that they are held against.
 */
export interface Straight {
  /** D(x̃, σ̃). */
  readonly denoise: (x: number, sigma: number) => number;
  readonly sigmas: readonly number[];
  /** Draws, in order. */
  readonly z?: (draw: number) => number;
}

export const straightDdim = (x: number, { denoise, sigmas, z = () => 0 }: Straight, eta = 0): number => {
  for (let i = 0; i + 1 < sigmas.length; i++) {
    const [s, to] = [sigmas[i]!, sigmas[i + 1]!];
    const d = denoise(x, s);
    const up = eta * Math.sqrt((to ** 2 * (s ** 2 - to ** 2)) / s ** 2);
    const down = Math.sqrt(to ** 2 - up ** 2);
    x = d + (down * (x - d)) / s + up * z(i);
  }
  return x;
};

export const straightReverseDiffusion = (x: number, { denoise, sigmas, z = () => 0 }: Straight): number => {
  // With α = 1 the forward step adds noise only: f = 0, G² = σ² − σ′².
  for (let i = 0; i + 1 < sigmas.length; i++) {
    const [s, to] = [sigmas[i]!, sigmas[i + 1]!];
    const score = (denoise(x, s) - x) / s ** 2;
    const square = s ** 2 - to ** 2;
    x += square * score + (i + 2 < sigmas.length ? Math.sqrt(square) * z(i) : 0);
  }
  return x;
};

export const straightHeun = (
  x: number,
  { denoise, sigmas, z = () => 0 }: Straight,
  churn = 0,
  factor = 1,
): number => {
  const steps = sigmas.length - 1;
  let draw = 0;
  for (let i = 0; i < steps; i++) {
    const [s, to] = [sigmas[i]!, sigmas[i + 1]!];
    const gamma = Math.min(churn / steps, Math.sqrt(2) - 1);
    const raised = Math.min(s * (1 + gamma), sigmas[0]!);
    if (raised > s) x += Math.sqrt(raised ** 2 - s ** 2) * factor * z(draw++);
    const d = (x - denoise(x, raised)) / raised;
    const guess = x + (to - raised) * d;
    x = to > 0 ? x + ((to - raised) * (d + (guess - denoise(guess, to)) / to)) / 2 : guess;
  }
  return x;
};

export const straightDpm = (
  x: number,
  { denoise, sigmas, z = () => 0 }: Straight,
  order: number,
  eta = 0,
): number => {
  const past: number[] = [];
  const lengths: number[] = [];
  for (let i = 0; i + 1 < sigmas.length; i++) {
    const [s, to] = [sigmas[i]!, sigmas[i + 1]!];
    const data = denoise(x, s);
    if (to === 0) return data;
    const h = Math.log(s / to);
    const k = h * (1 + eta);
    x = Math.exp(-k) * x + (1 - Math.exp(-k)) * data;
    const [h1, h2] = lengths;
    const [data1, data2] = past;
    if (order === 2 && h1 !== undefined) x += ((1 - Math.exp(-k)) / 2) * (h / h1) * (data - data1!);
    if (order === 3 && h1 !== undefined) {
      const phi2 = Math.expm1(-k) / k + 1;
      const d10 = (data - data1!) / (h1 / h);
      if (h2 === undefined) x += phi2 * d10;
      else {
        const [r0, r1] = [h1 / h, h2 / h];
        const d11 = (data1! - data2!) / r1;
        const d1 = d10 + ((d10 - d11) * r0) / (r0 + r1);
        const d2 = (d10 - d11) / (r0 + r1);
        x += phi2 * d1 - (phi2 / k - 0.5) * d2;
      }
    }
    x += to * Math.sqrt(1 - Math.exp(-2 * eta * h)) * z(i);
    past.unshift(data);
    lengths.unshift(h);
  }
  return x;
};

export const straightIpndm = (x: number, { denoise, sigmas }: Straight, order: number): number => {
  const past: number[] = [];
  for (let i = 0; i + 1 < sigmas.length; i++) {
    const [s, to] = [sigmas[i]!, sigmas[i + 1]!];
    past.unshift((x - denoise(x, s)) / s);
    const [a, b, c, d] = past as [number, number, number, number];
    const slopes = [
      a,
      (3 * a - b) / 2,
      (23 * a - 16 * b + 5 * c) / 12,
      (55 * a - 59 * b + 37 * c - 9 * d) / 24,
    ];
    x += (to - s) * slopes[Math.min(order, past.length) - 1]!;
  }
  return x;
};

/** Solves a system of at most three equations by Cramer's rule. */
const cramer = (matrix: readonly (readonly number[])[], b: readonly number[]): number[] => {
  const det = (m: readonly (readonly number[])[]): number =>
    m.length === 0
      ? 1
      : m[0]!.reduce(
          (sum, value, j) =>
            sum + (j % 2 ? -1 : 1) * value * det(m.slice(1).map((row) => row.filter((_, k) => k !== j))),
          0,
        );
  return b.map(
    (_, j) => det(matrix.map((row, i) => row.map((value, k) => (k === j ? b[i]! : value)))) / det(matrix),
  );
};

export const straightUnipc = (
  x: number,
  { denoise, sigmas }: Straight,
  order: number,
  variant: "bh1" | "bh2",
): number => {
  const steps = sigmas.length - 1;
  const lambda = (i: number): number => -Math.log(sigmas[i]!);
  const data = [denoise(x, sigmas[0]!)];
  for (let i = 0; i < steps; i++) {
    const p = Math.min(order, i + 1, steps - i);
    const to = sigmas[i + 1]!;
    if (to === 0) return data[i]!;
    const h = lambda(i + 1) - lambda(i);
    const hh = -h;
    const B = variant === "bh1" ? hh : Math.expm1(hh);
    const r: number[] = [];
    for (let k = 1; k < p; k++) r.push((lambda(i - k) - lambda(i)) / h);
    r.push(1);
    const R = r.map((_, j) => r.map((value) => value ** j));
    const b: number[] = [];
    let H = Math.expm1(hh) / hh - 1;
    let factorial = 1;
    for (let j = 1; j <= p; j++) {
      b.push((H * factorial) / B);
      factorial *= j + 1;
      H = H / hh - 1 / factorial;
    }
    const differences = r.slice(0, -1).map((value, k) => (data[i - 1 - k]! - data[i]!) / value);
    const base = (to / sigmas[i]!) * x - Math.expm1(hh) * data[i]!;
    const less = R.slice(0, -1).map((row) => row.slice(0, -1));
    const rhoP = p === 2 ? [0.5] : cramer(less, b.slice(0, -1));
    const dot = (rho: readonly number[]): number => differences.reduce((sum, d, k) => sum + rho[k]! * d, 0);
    x = base - B * dot(rhoP);
    if (i + 1 === steps) return x;
    data.push(denoise(x, to));
    if (i < steps - 2) {
      const rhoC = p === 1 ? [0.5] : cramer(R, b);
      x = base - B * (dot(rhoC) + rhoC[p - 1]! * (data[i + 1]! - data[i]!));
    }
  }
  return x;
};
