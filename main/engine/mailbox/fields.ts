/**
 * A structured field (RFC 5322 section 3.2) without its comments, and without the quotation marks of its strings, of
 * which only what names and addresses consist of is left. Who sends a mail chooses part of what others quote, such as
 * the local part of an address, and would else write results or addresses of their own into it.
 */
export function bare(value: string): string {
  let text = '';
  let depth = 0;
  // In a comment quotation marks mean nothing, and in a string parentheses do not.
  for (let at = 0; at < value.length;) {
    const [token] = (depth > 0 ? inComment : outside).exec(value.slice(at)) ?? [' '];
    at += token.length;
    if (token === '(') depth += 1;
    else if (token === ')') depth -= depth > 0 ? 1 : 0;
    else if (depth === 0) text += token.startsWith('"') ? harmless(token) : token;
    if (token === '(') text += ' ';
  }
  return text;
}

const inComment = /^(?:\\.?|[()]|[^\\()]+)/s;
const outside = /^(?:\\.?|[()]|"(?:[^"\\]|\\.)*(?:"|\\?$)|[^\\()"]+)/s;

function harmless(quoted: string): string {
  return quoted.replace(/"/g, '').replace(/[^\w.@+-]+/g, '_');
}

/**
 * The domains of the addresses in a From field, of which a reader may see any. '' for one that cannot be read, and
 * where there is none: nothing vouches for that.
 */
export function senderDomains(from: string): string[] {
  // Names with a comma that nobody quoted are not rare: what has no @ belongs to a name.
  const addresses = bare(from)
    .split(/[,;]/)
    .filter((part) => part.includes('@'));
  if (addresses.length === 0) return [''];
  return addresses.map((part) => domainOf(/<([^<>]*)>\s*$/.exec(part)?.[1] ?? part));
}

/** '' for what is no address. */
export function domainOf(address: string): string {
  return /@([\w.-]+?)\.?\s*$/.exec(address)?.[1]?.toLowerCase() ?? '';
}
