import { type PolicyType, type ResultType, resultTypes } from './model.ts';
import { reasonMeaning } from './reasons.ts';

/** What a failure means and what the owner of the receiving domain can do about it, in order of likelihood. */
export interface Remedy {
  title: string;
  meaning: string;
  remedy: string[];
  /** Where it is defined: `RFC 8460 section 4.3.1`. */
  rfc: string;
}

type KnownResultType = (typeof resultTypes)[number];

const remedies: Record<KnownResultType, Remedy> = {
  'starttls-not-supported': {
    title: 'STARTTLS not supported',
    meaning: 'The mail server did not offer encryption, or refused it when the sender asked for it.',
    remedy: [
      'From outside your network, connect to port 25 of every MX host at every address, IPv6 too, and send EHLO: is STARTTLS listed, and is the command answered with 220?',
      'Enable TLS where it is missing. Do not forget backup MX hosts.',
      'Look for a firewall with "SMTP inspection" that removes STARTTLS from the answer, and switch that off.',
      'If a single sender’s network is affected while all others get through, someone on its path may be stripping encryption.',
    ],
    rfc: 'RFC 8460 section 4.3.1',
  },
  'certificate-host-mismatch': {
    title: 'Certificate for another name',
    meaning: 'The certificate that the mail server presented does not name the MX host that the sender connected to.',
    remedy: [
      'Compare the MX host’s name with the DNS names in the certificate’s subject alternative names. The common name alone is not enough.',
      'Get a certificate that names every MX host, or correct the MX record.',
      'If the server holds several certificates, check that it chooses by server name (SNI), and which one it presents without.',
    ],
    rfc: 'RFC 8460 section 4.3.1',
  },
  'certificate-expired': {
    title: 'Certificate expired',
    meaning: 'A certificate that the mail server presented had expired or was not valid yet.',
    remedy: [
      'Check the dates of the whole presented chain, at every MX host and address.',
      'Renew the certificate, and reload the mail service: renewed files that no one loads are the usual cause.',
      'Automate both. If one node of several fails, the new certificate did not reach it.',
    ],
    rfc: 'RFC 8460 section 4.3.1',
  },
  'certificate-not-trusted': {
    title: 'Certificate not trusted',
    meaning: 'The sender could not build a chain from the mail server’s certificate to an authority that it trusts.',
    remedy: [
      'Present the full chain: a missing intermediate certificate is the usual cause.',
      'Replace a self-signed certificate or one of a private authority by one of a public authority, or publish DANE records for it.',
      'If the chain is complete, let the reason code lead you: constraints, key usage or a key that is too weak.',
    ],
    rfc: 'RFC 8460 section 4.3.1',
  },
  'validation-failure': {
    title: 'TLS failed otherwise',
    meaning: 'The TLS session could not be set up for a reason that has no type of its own. The reason code says more.',
    remedy: [
      'Read the reason code and the mail server’s log of that time.',
      'Make sure that TLS 1.2 and 1.3 are enabled with common cipher suites.',
      'If only one sender is affected, ask it for its log; if many are, look at load, firewalls and packet sizes.',
    ],
    rfc: 'RFC 8460 section 4.3.1',
  },
  'tlsa-invalid': {
    title: 'DANE: TLSA records do not match',
    meaning: 'None of the TLSA records published for the MX host fits the certificate that it presented.',
    remedy: [
      'Compare the TLSA records at _25._tcp.<MX host> with the certificate and key that the server presents now.',
      'When changing keys, publish the next key’s record at least two TTLs before the server uses it (RFC 7671 section 8.1).',
      'Prefer "3 1 1" records and keep the key at renewal. Usages 0 and 1 do not work for SMTP.',
    ],
    rfc: 'RFC 8460 section 4.3.2.1',
  },
  'dnssec-invalid': {
    title: 'DANE: DNSSEC broken',
    meaning: 'The sender’s resolver found the DNSSEC signatures of your domain or MX host to be wrong.',
    remedy: [
      'Test DNSSEC for the MX host and for its TLSA name. A validating resolver that answers SERVFAIL confirms the fault.',
      'Look for expired signatures, a DS record at the registrar that fits no DNSKEY, and wrong proofs for names that do not exist.',
      'Sign the zone again, or correct the DS record.',
    ],
    rfc: 'RFC 8460 section 4.3.2.1',
  },
  'dane-required': {
    title: 'DANE required by the sender',
    meaning: 'The sender delivers to you with DANE only, and found no validated TLSA records for the MX host.',
    remedy: [
      'Sign the zone of the MX host, and publish TLSA records for every MX host.',
      'Otherwise ask the sender to lift its rule for your domain.',
    ],
    rfc: 'RFC 8460 section 4.3.2.1',
  },
  'sts-policy-fetch-error': {
    title: 'MTA-STS: policy not reachable',
    meaning: 'The domain announces an MTA-STS policy, but the sender could not fetch it.',
    remedy: [
      'Open https://mta-sts.<domain>/.well-known/mta-sts.txt over IPv4 and over IPv6: it must answer 200 within a minute, without any redirect.',
      'Check the DNS records of mta-sts.<domain>, the web server, and any firewall that blocks countries or robots.',
      'To give MTA-STS up, serve a policy with mode none for as long as the old max_age before removing the records.',
    ],
    rfc: 'RFC 8460 section 4.3.2.2',
  },
  'sts-policy-invalid': {
    title: 'MTA-STS: policy has errors',
    meaning: 'The sender fetched the MTA-STS policy and could not make sense of it.',
    remedy: [
      'Check the file: version, mode and max_age, one mx a line, names in A-label (xn--) form, served as text/plain.',
      'Correct the file first; then change the id in the _mta-sts TXT record.',
    ],
    rfc: 'RFC 8460 section 4.3.2.2',
  },
  'sts-webpki-invalid': {
    title: 'MTA-STS: web certificate invalid',
    meaning:
      'The certificate of the web server that serves the MTA-STS policy is expired, untrusted or for another name.',
    remedy: [
      'Renew the web certificate for exactly mta-sts.<domain>; this is not the mail server’s certificate.',
      'Serve its intermediate certificates too.',
      'If a provider hosts the policy for you, check that it still renews the certificate.',
    ],
    rfc: 'RFC 8460 section 4.3.2.2',
  },
};

const policyTypeLabels: Record<string, string> = {
  sts: 'MTA-STS',
  tlsa: 'DANE (TLSA)',
  'no-policy-found': 'No policy',
};

function isKnown(resultType: ResultType): resultType is KnownResultType {
  return (resultTypes as readonly string[]).includes(resultType);
}

/** A few words for lists and charts; a type that the RFC does not know stands for itself. */
export function resultTypeLabel(resultType: ResultType): string {
  if (isKnown(resultType)) return remedies[resultType].title;
  return resultType === '' ? 'No result type given' : resultType;
}

export function policyTypeLabel(policyType: PolicyType): string {
  if (Object.hasOwn(policyTypeLabels, policyType)) return policyTypeLabels[policyType] ?? policyType;
  return policyType === '' ? 'No policy type given' : policyType;
}

/** A few words for lists; a code that is not known stands for itself. */
export function reasonLabel(reason: string): string {
  if (reason === '') return 'No reason given';
  // mox gives a result type as the reason why a policy could not be fetched.
  return reasonMeaning(reason)?.label ?? resultTypeLabel(reason);
}

/**
 * Explains a failure. A known reason code (section 4.3.3 leaves them free) comes before the result type's general
 * advice, because it is nearer to the cause.
 */
export function remedyOf(resultType: ResultType, reason: string): Remedy {
  const general = isKnown(resultType) ? remedies[resultType] : unknownRemedy(resultType);
  const particular = reasonMeaning(reason);
  if (particular === null) return general;
  // Of validation-failure's advice the first two steps are to read the reason code and what most codes come to.
  const further = resultType === 'validation-failure' ? general.remedy.slice(2) : general.remedy;
  return {
    ...general,
    meaning: `${general.meaning} ${particular.meaning}`,
    remedy: [...particular.remedy, ...further],
  };
}

function unknownRemedy(resultType: ResultType): Remedy {
  return {
    title: resultTypeLabel(resultType),
    meaning:
      resultType === ''
        ? 'The reporter counted failed sessions without saying of what kind.'
        : 'This result type is not in RFC 8460. The reporter may use a newer list, or one of its own.',
    remedy: [
      'Read the reason code and the additional information, if there are any.',
      'Compare the MX host and the time with the mail server’s log, or ask the reporter.',
    ],
    rfc: 'RFC 8460 section 4.3',
  };
}
