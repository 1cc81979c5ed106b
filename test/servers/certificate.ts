import '../engine/tlsrpt/reflect.ts';
import * as x509 from '@peculiar/x509';
import { certify, daysFromNow, type Wishes } from '../engine/tlsrpt/authority.ts';

/** What a test server presents (its chain and key), and the authority that a client has to trust for it. PEM. */
export interface ServerCertificate {
  certificate: string;
  key: string;
  authority: string;
}

export type Flaw =
  | 'expired'
  | 'not-yet-valid'
  | 'other-host'
  | 'self-signed'
  | 'other-authority'
  | 'intermediate-missing'
  | 'for-clients';

/** For localhost, 127.0.0.1 and ::1, signed through an intermediate by an authority made for it. */
export async function makeCertificate(flaw?: Flaw): Promise<ServerCertificate> {
  const root = await certify({ name: 'Test root', pathLength: Number.POSITIVE_INFINITY });
  const intermediate = await certify({ name: 'Test intermediate', issuer: root, pathLength: 0 });
  const other = await certify({ name: 'Another root', pathLength: Number.POSITIVE_INFINITY });
  const leaf = await certify({
    name: 'localhost',
    extensions: [namesOf(flaw === 'other-host' ? ['mail.example.com'] : ['localhost', '127.0.0.1', '::1'])],
    ...(flaw !== 'self-signed' && { issuer: intermediate }),
    ...validity(flaw),
    ...(flaw === 'for-clients' && { forClients: true }),
  });
  const alone = flaw === 'self-signed' || flaw === 'intermediate-missing';
  return {
    certificate: alone ? leaf.certificate : `${leaf.certificate}\n${intermediate.certificate}\n`,
    key: leaf.key,
    authority: flaw === 'other-authority' ? other.certificate : root.certificate,
  };
}

function validity(flaw?: Flaw): Pick<Wishes, 'notBefore' | 'notAfter'> {
  if (flaw === 'expired') return { notBefore: daysFromNow(-30), notAfter: daysFromNow(-1) };
  if (flaw === 'not-yet-valid') return { notBefore: daysFromNow(1) };
  return {};
}

function namesOf(names: string[]): x509.Extension {
  const isAddress = /^[\d.]+$|:/;
  return new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({ type: isAddress.test(value) ? ('ip' as const) : ('dns' as const), value })),
  );
}
