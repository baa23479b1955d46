/** A file that is dropped beside a place for it stays out: a browser would open it in the page's stead, and end what is learned. */
export const keepStrayFilesOut = (): void => {
  for (const kind of ["dragover", "drop"] as const)
    addEventListener(kind, (event) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
};
