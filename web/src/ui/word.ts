/** The word that the page's policy asks of styles which scripts write. */
export const word = document.querySelector<HTMLMetaElement>('meta[name=style-word]')?.nonce ?? ''
