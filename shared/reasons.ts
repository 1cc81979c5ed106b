/** What a failure-reason-code says. RFC 8460 leaves the codes free; these are the ones known from senders. */
export interface ReasonMeaning {
  label: string;
  meaning: string;
  remedy: string[];
}

const reasons: Record<string, ReasonMeaning> = {
  // mox, and this product's own checks
  'io-timeout-during-handshake': {
    label: 'Timeout during the handshake',
    meaning: 'The TLS handshake did not finish in time.',
    remedy: ['Look for an overloaded server, and for lost large packets (MTU) on the way: certificates make them.'],
  },
  'connection-closed-during-handshake': {
    label: 'Connection closed during the handshake',
    meaning: 'The connection was closed in the middle of the TLS handshake.',
    remedy: ['Look in the mail server’s log for why it hung up, and for firewalls that cut TLS connections.'],
  },
  'tls-record-header-error': {
    label: 'No TLS spoken',
    meaning: 'What the mail server sent after STARTTLS was not TLS.',
    remedy: ['Look for a proxy or firewall that answers in plain text after STARTTLS.'],
  },
  'no-system-roots': {
    label: 'Sender has no root certificates',
    meaning: 'The sender had no list of trusted authorities.',
    remedy: ['This is the sender’s fault; tell them if it lasts.'],
  },
  'not-authorized-to-sign': {
    label: 'Issuer is no authority',
    meaning: 'A certificate in the chain was issued by one that may not issue any.',
    remedy: ['Present the chain exactly as your authority delivered it, or have the issuing certificate corrected.'],
  },
  'ca-not-authorized-for-this-name': {
    label: 'Name outside the authority’s constraints',
    meaning: 'The authority’s certificate does not permit it to issue for this name.',
    remedy: ['Get the certificate from an authority without such name constraints.'],
  },
  'too-many-intermediates': {
    label: 'Chain too long',
    meaning: 'The chain is longer than one of its certificates permits.',
    remedy: ['Remove surplus certificates from the presented chain, or get one from another intermediate.'],
  },
  'parent-subject-child-issuer-mismatch': {
    label: 'Chain out of order',
    meaning: 'A certificate of the chain was not issued by the one that follows it.',
    remedy: ['Present the server’s certificate first, then each one’s issuer, and nothing else.'],
  },
  'name-constraint-without-sans': {
    label: 'No alternative names',
    meaning: 'The certificate has no subject alternative names, but its authority constrains them.',
    remedy: ['Get a certificate that names the MX host among its subject alternative names.'],
  },
  'unconstrained-name': {
    label: 'Name outside the authority’s constraints',
    meaning: 'The certificate has a name of a kind that its authority’s constraints do not cover.',
    remedy: ['Get the certificate from an authority without such name constraints.'],
  },
  'too-many-constraints': {
    label: 'Too many constraints to check',
    meaning: 'The authority’s name constraints are too many for the sender to check.',
    remedy: ['Get the certificate from an authority without such name constraints, or with fewer names in it.'],
  },
  'ca-not-authorized-for-ext-key-usage': {
    label: 'Authority not meant for servers',
    meaning: 'The authority’s certificate does not permit it to issue certificates for TLS servers.',
    remedy: ['Get the certificate from an authority that issues certificates for servers.'],
  },
  'unknown-go-certificate-verification-error': {
    label: 'Certificate could not be verified',
    meaning: 'The sender could not verify the certificate, for a reason that has no code.',
    remedy: ['Check the presented chain with another tool, or ask the sender for its log.'],
  },
  'tls-remote-error': {
    label: 'Mail server ended the handshake',
    meaning: 'The mail server ended the handshake with an alert that the sender did not know.',
    remedy: ['Look in the mail server’s log of that time.'],
  },
  'cert-signature-failure': {
    label: 'Signature in the chain not valid',
    meaning: 'The signature of a certificate in the chain does not fit its issuer.',
    remedy: [
      'Present the intermediate certificates that belong to the present certificate, not those of an older one.',
    ],
  },
  'cert-revoked': {
    label: 'Certificate revoked',
    meaning: 'The authority has revoked a certificate of the chain.',
    remedy: ['Get a new certificate with a new key, and find out from the authority why the old one was revoked.'],
  },
  'cert-untrusted': {
    label: 'Authority distrusted',
    meaning: 'The sender knows the authority and does not trust it for servers.',
    remedy: ['Get the certificate from an authority that browsers and mail servers trust.'],
  },
  'cert-rejected': {
    label: 'Authority rejects this use',
    meaning: 'The authority’s certificate is marked as not to be used for this purpose.',
    remedy: ['Get the certificate from an authority that issues certificates for servers.'],
  },
  'unable-to-get-crl': {
    label: 'Revocation list not available',
    meaning: 'The sender demands a revocation list and could not get that of the authority.',
    remedy: [
      'Mostly the sender’s own rule. If several senders say so, ask the authority whether its list can be fetched.',
    ],
  },
  'crl-has-expired': {
    label: 'Revocation list expired',
    meaning: 'The authority’s list of revoked certificates is out of date.',
    remedy: ['Tell the authority; for a private one, publish a new list.'],
  },
  'ee-key-too-small': {
    label: 'Key too small',
    meaning: 'The certificate’s key is too small to be trusted.',
    remedy: ['Get a certificate for a new key: RSA of 2048 bits or more, or ECDSA.'],
  },
  'ca-key-too-small': {
    label: 'Authority’s key too small',
    meaning: 'The key of an authority in the chain is too small to be trusted.',
    remedy: ['Get the certificate from another authority, or present the authority’s newer intermediate certificate.'],
  },
  'ca-md-too-weak': {
    label: 'Signature too weak',
    meaning: 'A certificate of the chain is signed with an algorithm that is broken, such as SHA-1.',
    remedy: ['Renew the certificate, and present the authority’s present intermediate certificates.'],
  },
  'unhandled-critical-extension': {
    label: 'Unknown critical extension',
    meaning: 'A certificate of the chain has an extension that must be understood, and the sender does not know it.',
    remedy: ['Get a certificate without that extension.'],
  },
  'incompatible-key-usage': {
    label: 'Certificate not meant for servers',
    meaning: 'The certificate’s key usage does not include authenticating a TLS server.',
    remedy: ['Get a certificate with the extended key usage "server authentication".'],
  },
  'mtasts-policy-mx-mismatch': {
    label: 'MX host not in the MTA-STS policy',
    meaning: 'The MTA-STS policy does not list this MX host.',
    remedy: ['Add the MX host to the policy and then change the id in the TXT record, or remove the MX record.'],
  },
  'dane-no-match': {
    label: 'No TLSA record matches',
    meaning: 'The certificate fits none of the TLSA records.',
    remedy: ['Publish a TLSA record for the present key, or go back to the key that the records name.'],
  },
  'all-unusable-records': {
    label: 'No usable TLSA record',
    meaning: 'TLSA records exist, but none is of a kind that works for SMTP.',
    remedy: ['Publish "3 1 1" or "2 1 1" records: usages 0 and 1 do not work for SMTP.'],
  },
  'no-policy-served': {
    label: 'No policy at the address',
    meaning: 'The web server answered that there is no policy.',
    remedy: ['Put the policy at https://mta-sts.<domain>/.well-known/mta-sts.txt, or remove the _mta-sts TXT record.'],
  },
  'cannot-fetch-policy': {
    label: 'Policy could not be fetched',
    meaning: 'The policy’s web server could not be reached or did not answer properly.',
    remedy: ['Fetch the policy from outside your network, over IPv4 and over IPv6.'],
  },
  // Microsoft
  'mx-hosts-mismatch': {
    label: 'MX host not in the MTA-STS policy',
    meaning: 'The MTA-STS policy does not list the MX hosts that the sender found.',
    remedy: ['Compare the policy’s mx lines with the MX records; afterwards change the id in the TXT record.'],
  },
};

/** RFC 8446 section 6 and the registry: what the alerts that mail servers send most often point to. */
const alertRemedies: Record<number, string> = {
  10: 'A message came out of turn: look for a proxy or firewall that takes part in the TLS connection.',
  20: 'Data was changed on its way: look for a proxy, firewall or network card that damages packets.',
  22: 'What arrived was no TLS record: look for a proxy or firewall that answers in plain text.',
  40: 'Enable TLS 1.2 and 1.3 with common cipher suites, and check that certificate and key load.',
  42: 'The peer found the certificate unreadable: check that the files are whole and in order.',
  43: 'The peer cannot use this kind of certificate: use RSA or ECDSA with a common curve (P-256).',
  44: 'The certificate was revoked: replace it.',
  45: 'Renew the certificate, and reload the mail service.',
  46: 'The peer rejected the certificate without saying why: check dates, names and chain.',
  48: 'Present the full chain of a public authority.',
  47: 'The two sides do not agree about TLS itself: update the mail server’s TLS library.',
  49: 'The peer refuses access by a rule of its own: look for one in its configuration or log.',
  50: 'The peer could not read a message: update the TLS library, and look for devices that cut packets.',
  51: 'A signature or key exchange was wrong: check that key and certificate belong together.',
  70: 'Enable TLS 1.2 and 1.3: the two sides have no protocol version in common.',
  71: 'The peer found keys or ciphers too weak: use RSA of 2048 bits or more, or ECDSA, with modern ciphers.',
  80: 'Look in the mail server’s log: it reported an internal error, often a missing or unreadable key.',
  86: 'The sender fell back to an older protocol version after a failure: enable TLS 1.3 and look for what broke it.',
  109: 'The peer misses an extension of TLS 1.3: update the mail server’s TLS library.',
  110: 'The peer got an extension it did not ask for: update the mail server’s TLS library.',
  112: 'The server knows no certificate for the name the sender asked for: add the MX host’s name, or answer with the default certificate.',
  116: 'The server demands a client certificate. Senders have none: switch that off on port 25.',
};

const startTlsReply = /^smtp-starttls-reply-code-(\d{3})$/;
const tlsAlert = /^tls-(remote|local)-alert-(\d{1,3})(?:-(.+))?$/;

/**
 * What the code means; null for one that is not known, which may be any prose.
 * Codes are compared in lower case with hyphens (Microsoft writes MX_HOSTS_MISMATCH); mox appends details after `+`.
 */
export function reasonMeaning(reason: string): ReasonMeaning | null {
  const code = (reason.split('+', 1)[0] ?? '').trim().toLowerCase().replaceAll('_', '-');
  if (Object.hasOwn(reasons, code)) return reasons[code] ?? null;
  return alertMeaning(code) ?? startTlsReplyMeaning(code);
}

function alertMeaning(code: string): ReasonMeaning | null {
  const match = tlsAlert.exec(code);
  if (match === null) return null;
  const [, side, number = '', name] = match;
  const remedy = alertRemedies[Number(number)];
  const remote = side === 'remote';
  return {
    label: `TLS alert ${number}${name === undefined ? '' : ` (${name.replaceAll('-', ' ')})`} from ${remote ? 'the mail server' : 'the sender'}`,
    meaning: remote
      ? `The mail server ended the handshake with TLS alert ${number}.`
      : `The sender ended the handshake with TLS alert ${number}.`,
    remedy: remedy === undefined ? [] : [remedy],
  };
}

function startTlsReplyMeaning(code: string): ReasonMeaning | null {
  const reply = startTlsReply.exec(code)?.[1];
  if (reply === undefined) return null;
  return {
    label: `STARTTLS answered with ${reply}`,
    meaning: `The mail server answered STARTTLS with ${reply} instead of 220.`,
    remedy: ['Look in the mail server’s log for why; often its certificate or key cannot be read.'],
  };
}
