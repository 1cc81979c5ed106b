import { toUnicode } from 'punycode.js/punycode.es6.js';

/** RFC 1035 section 2.3.4. */
const maxLabelLength = 63;

/** A domain name for a person: in U-labels where it has some, and in A-labels, as different letters may look alike. */
export function shownDomain(domain: string): string {
  const shown = domain.split('.').map(uLabel).join('.');
  return shown === domain ? domain : `${shown} (${domain})`;
}

/** The label itself where it is no A-label (RFC 5890 section 2.3.2.1), which leads to its U-label and back. */
function uLabel(label: string): string {
  if (!label.startsWith('xn--') || label.length > maxLabelLength) return label;
  try {
    const decoded = toUnicode(label);
    return new URL(`http://${decoded}.example`).hostname === `${label}.example` ? decoded : label;
  } catch {
    return label;
  }
}
