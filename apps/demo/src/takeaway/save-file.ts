/** Hands bytes to the visitor as a file of a name. */
export const saveFile = (name: string, bytes: Uint8Array<ArrayBuffer>, type: string): void => {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun when the next turn comes.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

/** A size in bytes, for people. */
export const sizeText = (bytes: number): string =>
  bytes < 1000
    ? `${bytes} bytes`
    : bytes < 1e6
      ? `${(bytes / 1000).toPrecision(bytes < 1e5 ? 2 : 3)} kB`
      : `${(bytes / 1e6).toPrecision(2)} MB`;
