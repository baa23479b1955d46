/** Workers are modules that load parts on demand; the page may lie in any folder. */
export default { base: "./", worker: { format: "es" } };
