import './reflect.ts';
import * as x509 from '@peculiar/x509';

/** A certificate with its key. PEM. */
export interface Identity {
  certificate: string;
  key: string;
}

/** Identity that can sign others. */
export interface Authority extends Identity {
  name: string;
  keys: CryptoKeyPair;
}

export interface Wishes {
  name: string;
  /** undefined: signed by itself. */
  issuer?: Authority;
  /** DNS names of the subject alternative name. */
  hosts?: string[];
  notBefore?: Date;
  notAfter?: Date;
  /** undefined: no authority; else how many authorities may follow, Infinity for any number. */
  pathLength?: number;
  /** Its key usage leaves out the signing of certificates. */
  mute?: boolean;
  /** Its extended key usage names TLS clients alone. */
  forClients?: boolean;
  extensions?: x509.Extension[];
  rsaBits?: number;
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;
let lastSerial = 0;

export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * dayMs);
}

/** Makes a certificate as wished, valid since yesterday for a month unless told otherwise. */
export async function certify(wishes: Wishes): Promise<Authority> {
  const algorithm = wishes.rsaBits === undefined ? ecdsa : rsa(wishes.rsaBits);
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: (++lastSerial).toString(16).padStart(4, '0'),
    subject: `CN=${wishes.name}`,
    issuer: `CN=${wishes.issuer?.name ?? wishes.name}`,
    notBefore: wishes.notBefore ?? daysFromNow(-1),
    notAfter: wishes.notAfter ?? daysFromNow(30),
    publicKey: keys.publicKey,
    signingKey: (wishes.issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ecdsa,
    extensions: extensionsOf(wishes),
  });
  const key = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    name: wishes.name,
    keys,
    certificate: certificate.toString('pem'),
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  };
}

function extensionsOf(wishes: Wishes): x509.Extension[] {
  const { hosts, pathLength, extensions = [] } = wishes;
  const authority = pathLength !== undefined;
  return [
    new x509.BasicConstraintsExtension(authority, Number.isFinite(pathLength) ? pathLength : undefined, true),
    ...(hosts === undefined
      ? []
      : [new x509.SubjectAlternativeNameExtension(hosts.map((value) => ({ type: 'dns' as const, value })))]),
    ...(wishes.mute ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)] : []),
    ...(wishes.forClients ? [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])] : []),
    ...extensions,
  ];
}

function rsa(modulusLength: number) {
  return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent: new Uint8Array([1, 0, 1]) };
}

/** RFC 5280 section 4.2.1.10: only names below `domain` may be issued. */
export function nameConstraint(domain: string): x509.Extension {
  const name = Buffer.from(domain, 'ascii');
  return new x509.Extension('2.5.29.30', true, der(0x30, der(0xa0, der(0x30, der(0x82, name)))));
}

/** Critical, and known to nobody: under the arc that RFC 5612 sets aside for documentation. */
export function strangeExtension(): x509.Extension {
  return new x509.Extension('1.3.6.1.4.1.32473.1', true, der(0x05, new Uint8Array()));
}

function der(tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(tag, content.length, ...content);
}
