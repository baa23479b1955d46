/** The address of a file that Vite serves. */
declare module "*?url" {
  const address: string;
  export default address;
}
