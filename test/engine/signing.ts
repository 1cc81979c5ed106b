import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicBase64 = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

/** The mail with a signature of `domain`, of which `keyRecord` is the key's. */
export async function signedBy(domain: string, mail: Buffer, signTime: Date): Promise<Buffer> {
  const signature = { signingDomain: domain, selector: 'key', privateKey: privatePem };
  const { signatures } = await dkimSign(mail, { ...signature, signTime, signatureData: [signature] });
  return Buffer.concat([Buffer.from(signatures), mail]);
}

export const keyRecord = [[`v=DKIM1; k=rsa; p=${publicBase64}`]];
