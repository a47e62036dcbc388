/** The word that the page's policy asks of styles which scripts write. */
export const word = document.querySelector<HTMLMetaElement>('meta[name=style-word]')?.nonce ?? ''

// Libraries that write styles by themselves ask for it by this name.
Object.assign(globalThis, { __webpack_nonce__: word })
