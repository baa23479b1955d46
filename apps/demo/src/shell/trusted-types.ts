/** The part of the Trusted Types API that is used here. */
interface TrustedTypesFactory {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): object;
}

/**
 * Lets scripts of this origin alone become workers, and no text become markup or code. The rules have no
 * `createHTML` and no `createScript`: whatever needs them throws.
 */
export const allowOwnScripts = (): void => {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypesFactory };
  trustedTypes?.createPolicy("default", {
    createScriptURL: (url) => {
      const { protocol, origin } = new URL(url, location.href);
      if (origin !== location.origin || protocol === "blob:")
        throw new TypeError(`a script must come from ${location.origin}, got ${JSON.stringify(url)}`);
      return url;
    },
  });
};
