import { webcrypto } from 'node:crypto';
import { Integer, ObjectIdentifier, PrintableString, Sequence } from 'asn1js';
import { AttributeTypeAndValue, BasicConstraints, Certificate, Extension } from 'pkijs';

/** A key and the certificate that somebody signed for it. */
export type Identity = { readonly key: webcrypto.CryptoKey; readonly certificate: Certificate };

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const timeStamping = '1.3.6.1.5.5.7.3.8';
let serial = 1;

export async function createAuthority(name: string): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await certificateFor(name, keys.publicKey as webcrypto.CryptoKey);
  const constraints = new BasicConstraints({ cA: true }).toSchema().toBER();
  certificate.extensions = [new Extension({ extnID: '2.5.29.19', critical: true, extnValue: constraints })];
  certificate.issuer = certificate.subject;
  await certificate.sign(keys.privateKey as webcrypto.CryptoKey, 'SHA-256');
  return { key: keys.privateKey as webcrypto.CryptoKey, certificate };
}

/** @param purpose what the key may be used for, by its object identifier. */
export async function createSignerOf(authority: Identity, name: string, purpose = timeStamping): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await certificateFor(name, keys.publicKey as webcrypto.CryptoKey);
  const usage = new Sequence({ value: [new ObjectIdentifier({ value: purpose })] }).toBER();
  certificate.extensions = [new Extension({ extnID: '2.5.29.37', critical: true, extnValue: usage })];
  certificate.issuer = authority.certificate.subject;
  await certificate.sign(authority.key, 'SHA-256');
  return { key: keys.privateKey as webcrypto.CryptoKey, certificate };
}

export function pemOf(certificate: Certificate): string {
  const base64 = Buffer.from(certificate.toSchema(true).toBER()).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
}

async function certificateFor(name: string, key: webcrypto.CryptoKey): Promise<Certificate> {
  const certificate = new Certificate();
  certificate.version = 2;
  serial += 1;
  certificate.serialNumber = new Integer({ value: serial });
  const commonName = new AttributeTypeAndValue({ type: '2.5.4.3', value: new PrintableString({ value: name }) });
  certificate.subject.typesAndValues.push(commonName);
  certificate.notBefore.value = new Date('2020-01-01T00:00:00Z');
  certificate.notAfter.value = new Date('2049-01-01T00:00:00Z');
  await certificate.subjectPublicKeyInfo.importKey(key);
  return certificate;
}
