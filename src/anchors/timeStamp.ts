import { randomBytes } from 'node:crypto';
import { Integer, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  ExtKeyUsage,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import type { Anchored, AnchorPlace } from './port.js';

type Settings = {
  readonly url: string;
  /** PEM: the certificates that a token's signer must lead to. */
  readonly authorities: string;
};

const sha256 = '2.16.840.1.101.3.4.2.1';
const signedData = '1.2.840.113549.1.7.2';
const timeStampInfo = '1.2.840.113549.1.9.16.1.4';
const extendedKeyUsage = '2.5.29.37';
const timeStamping = '1.3.6.1.5.5.7.3.8';
const patience = 15_000;
/** Two clocks that disagree a little; and authorities that stamp to the second. */
const tolerance = 2 * 60_000;

/** A time-stamp authority (RFC 3161): that a checkpoint was there at a moment, in the words of somebody who knows neither side. */
export function createTimeStamps({ url, authorities }: Settings): AnchorPlace {
  const trusted = certificatesIn(authorities);
  return {
    name: 'timeStamp',
    takes: 'newest',
    async put({ hash, body }) {
      const nonce = new Integer({ valueHex: bytesOf(positive(randomBytes(16))) });
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: new Uint8Array(requestFor(hash, nonce)),
        signal: AbortSignal.timeout(patience),
      });
      if (!response.ok) throw new Error(`the time-stamp authority answers ${response.status}`);
      const token = tokenIn(await response.arrayBuffer());
      const info = await read(token, body, trusted);
      if (!info.nonce?.isEqual(nonce)) throw new Error('the time stamp answers another request: its nonce is not ours');
      const early = tooEarly(info.genTime, body);
      if (early) throw new Error(early);
      return { reference: info.genTime.toISOString(), token: Buffer.from(token).toString('base64') };
    },
    compare: ({ body }, { token }) => flawOf(token, body, trusted),
    vouchesSince: async ({ token }) => infoIn(tokenOf(token)).genTime.toISOString(),
  };
}

async function flawOf(
  token: string | undefined,
  body: Anchored['body'],
  trusted: Certificate[],
): Promise<string | undefined> {
  try {
    const { genTime } = await read(tokenOf(token), body, trusted);
    return tooEarly(genTime, body);
  } catch (error) {
    return `its time stamp does not fit: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Nothing is stamped before it is there. That it was stamped late is no flaw: it vouches for less. */
function tooEarly(stamped: Date, body: string): string | undefined {
  const { at } = JSON.parse(body) as { readonly at?: string };
  if (at === undefined || Date.parse(at) - stamped.getTime() <= tolerance) return undefined;
  return `it says that it was signed at ${at}, and it was stamped at ${stamped.toISOString()} already: one of the two clocks is wrong`;
}

const tokenOf = (token: string | undefined): ArrayBuffer => bytesOf(Buffer.from(token ?? '', 'base64'));

function requestFor(hash: string, nonce: Integer): ArrayBuffer {
  const hashAlgorithm = new AlgorithmIdentifier({ algorithmId: sha256 });
  const messageImprint = new MessageImprint({
    hashAlgorithm,
    hashedMessage: new OctetString({ valueHex: bytesOf(Buffer.from(hash, 'hex')) }),
  });
  return new TimeStampReq({ version: 1, messageImprint, nonce, certReq: true }).toSchema().toBER();
}

/** @throws in words where the authority did not grant it. */
function tokenIn(answer: ArrayBuffer): ArrayBuffer {
  const { status, timeStampToken } = TimeStampResp.fromBER(answer);
  // granted, and granted with modifications
  if (status.status > 1 || !timeStampToken)
    throw new Error(`the time-stamp authority refuses with status ${status.status}`);
  return timeStampToken.toSchema().toBER();
}

function signedIn(token: ArrayBuffer): SignedData {
  const content = ContentInfo.fromBER(token);
  if (content.contentType !== signedData) throw new Error('the token is no signed data');
  return new SignedData({ schema: content.content });
}

/** What it says, whoever said so. */
function infoIn(token: ArrayBuffer): TSTInfo {
  const { eContentType, eContent } = signedIn(token).encapContentInfo;
  if (eContentType !== timeStampInfo || !eContent) throw new Error('the token holds no time stamp');
  return TSTInfo.fromBER(eContent.getValue());
}

/** @throws unless the token is for these bytes, and signed by a time-stamper whom the authorities vouch for. */
async function read(token: ArrayBuffer, body: string, trusted: Certificate[]): Promise<TSTInfo> {
  const signed = signedIn(token);
  const info = infoIn(token);
  if (info.messageImprint.hashAlgorithm.algorithmId !== sha256)
    throw new Error('the time stamp is over another kind of hash');
  // What is stamped is hashed again from the checkpoint itself.
  const asked = { signer: 0, data: bytesOf(Buffer.from(body)), trustedCerts: trusted, checkChain: true };
  const verdict = await signed.verify({ ...asked, extendedMode: true }).catch(refusalOf);
  if (!verdict.signatureVerified || !verdict.signerCertificateVerified)
    throw new Error(verdict.message || 'its signature is wrong');
  if (!isTimeStamper(verdict.signerCertificate)) throw new Error('the signer is not allowed to stamp times');
  return info;
}

const refusalOf = (error: unknown) => ({
  message: error instanceof Error ? error.message : String(error),
  signatureVerified: false,
  signerCertificateVerified: false,
  signerCertificate: undefined,
});

function isTimeStamper(certificate: Certificate | null | undefined): boolean {
  const usage = certificate?.extensions?.find(({ extnID }) => extnID === extendedKeyUsage)?.parsedValue;
  return usage instanceof ExtKeyUsage && usage.keyPurposes.includes(timeStamping);
}

function certificatesIn(pem: string): Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) =>
    Certificate.fromBER(bytesOf(Buffer.from(block.replace(/-----[^-]+-----|\s/g, ''), 'base64'))),
  );
}

/** An ASN.1 integer whose first bit is set is negative, and one that begins with zeros is not in its shortest form. */
function positive(bytes: Buffer): Buffer {
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

const bytesOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;
