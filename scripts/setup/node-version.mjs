/**
 * Stops with one clear line when Node is older than the project supports.
 * Plain syntax and no imports, so that even an old Node gets as far as the message.
 */
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `nami: Node must be 20.19 or newer, got ${process.versions.node}. Install a current Node from https://nodejs.org and run the command again.`,
  );
  process.exit(2);
}
