import { createHash, randomInt } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import {
  Attribute,
  type Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  PKIStatusInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { createAuthority, createSignerOf, type Identity, pemOf } from './certificates.js';

/** A time-stamp authority as RFC 3161 has it: real tokens, by real keys, and what can go wrong with them. */
export type TimeStampAuthority = {
  readonly url: string;
  /** PEM of the certificate to be trusted. */
  readonly ca: string;
  /** How many stamps it has given. */
  readonly given: () => number;
  /** What it does instead of what it should. */
  misbehave(how: Misbehaviour | undefined): void;
  stop(): Promise<void>;
};

export type Misbehaviour =
  | 'down'
  | 'refuses'
  | 'another nonce'
  | 'another hash'
  | 'another signer'
  | 'no time stamper'
  | 'a changed time';

type Makers = { readonly good: Identity; readonly stranger: Identity; readonly unfit: Identity };

const content = { signedData: '1.2.840.113549.1.7.2', timeStamp: '1.2.840.113549.1.9.16.1.4' };
const attribute = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
};

export async function startTimeStampAuthority(now: () => Date = () => new Date()): Promise<TimeStampAuthority> {
  const authority = await createAuthority('Stand-in root');
  const makers: Makers = {
    good: await createSignerOf(authority, 'Stand-in time stamps'),
    stranger: await createSignerOf(await createAuthority('Nobody'), 'Stand-in time stamps'),
    // Trusted for servers, not for times.
    unfit: await createSignerOf(authority, 'A web server', '1.3.6.1.5.5.7.3.1'),
  };
  let how: Misbehaviour | undefined;
  let given = 0;
  const server = createServer(async (request, response) => {
    if (how === 'down') {
      request.socket.destroy();
      return;
    }
    const asked = TimeStampReq.fromBER(bytesOf(await bodyOf(request)));
    const answer = how === 'refuses' ? refusal() : await stamp(asked, makers, how, now());
    if (how === undefined) given += 1;
    response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(Buffer.from(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`,
    ca: pemOf(authority.certificate),
    given: () => given,
    misbehave(wanted) {
      how = wanted;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

const refusal = (): ArrayBuffer => new TimeStampResp({ status: new PKIStatusInfo({ status: 2 }) }).toSchema().toBER();

async function stamp(
  asked: TimeStampReq,
  makers: Makers,
  how: Misbehaviour | undefined,
  at: Date,
): Promise<ArrayBuffer> {
  const { messageImprint } = asked;
  if (how === 'another hash') messageImprint.hashedMessage = new OctetString({ valueHex: new ArrayBuffer(32) });
  const info = new TSTInfo({
    version: 1,
    policy: '1.3.6.1.4.1.13762.3',
    messageImprint,
    serialNumber: new Integer({ value: randomInt(1, 2 ** 31) }),
    genTime: at,
    ...(asked.nonce && { nonce: how === 'another nonce' ? new Integer({ value: 7 }) : asked.nonce }),
  });
  const maker = how === 'another signer' ? makers.stranger : how === 'no time stamper' ? makers.unfit : makers.good;
  const bytes = info.toSchema().toBER();
  const signed = await sign(bytes, maker);
  if (how === 'a changed time') {
    info.genTime = new Date(at.getTime() - 86_400_000);
    signed.encapContentInfo.eContent = new OctetString({ valueHex: info.toSchema().toBER() });
  }
  const timeStampToken = new ContentInfo({ contentType: content.signedData, content: signed.toSchema(true) });
  return new TimeStampResp({ status: new PKIStatusInfo({ status: 0 }), timeStampToken }).toSchema().toBER();
}

async function sign(bytes: ArrayBuffer, { key, certificate }: Identity): Promise<SignedData> {
  const digest = createHash('sha256').update(Buffer.from(bytes)).digest();
  const attributes = [
    new Attribute({ type: attribute.contentType, values: [new ObjectIdentifier({ value: content.timeStamp })] }),
    new Attribute({ type: attribute.messageDigest, values: [new OctetString({ valueHex: bytesOf(digest) })] }),
    new Attribute({ type: attribute.signingCertificate, values: [signingCertificate(certificate)] }),
  ];
  const signed = new SignedData({
    version: 3,
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: content.timeStamp,
      eContent: new OctetString({ valueHex: bytes }),
    }),
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
      }),
    ],
    certificates: [certificate],
  });
  await signed.sign(key, 0, 'SHA-256');
  return signed;
}

/** ESSCertID (RFC 2634), without which openssl takes no time stamp: SHA-1 over the certificate. */
function signingCertificate(certificate: Certificate): Sequence {
  const hash = createHash('sha1')
    .update(Buffer.from(certificate.toSchema(true).toBER()))
    .digest();
  const id = new Sequence({ value: [new OctetString({ valueHex: bytesOf(hash) })] });
  return new Sequence({ value: [new Sequence({ value: [id] })] });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const bytesOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;
