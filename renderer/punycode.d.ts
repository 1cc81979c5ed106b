declare module 'punycode.js/punycode.es6.js' {
  /** Decodes the A-labels of a domain (RFC 3492). Throws RangeError for what decodes to nothing. */
  export function toUnicode(domain: string): string;
}
