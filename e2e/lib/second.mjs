// The second step: the app on the telephone, which makes a code of six digits out of a secret every half minute (RFC 6238).
import crypto from 'node:crypto';

const period = 30; // seconds
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'; // base32, RFC 4648

function bytes(secret) {
  let bits = '';
  for (const c of secret.replaceAll(' ', '')) bits += letters.indexOf(c).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

// codeAt is the code of one half minute (RFC 4226).
export function codeAt(secret, counter) {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const hash = crypto.createHmac('sha1', bytes(secret)).update(message).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// telephone is an app with one secret. It never gives the same code twice, for the ledger accepts each once; so it has two
// at most in one half minute: the one of now and the one after it, which the ledger accepts already.
export function telephone(secret) {
  let last = 0;
  const now = () => Math.floor(Date.now() / 1000 / period);
  return {
    code() {
      const next = Math.max(now(), last + 1);
      if (next > now() + 1) throw new Error('more than two codes in one half minute: the ledger would refuse the third');
      return codeAt(secret, (last = next));
    },
    again: () => codeAt(secret, last),
    wrong() {
      const right = [-2, -1, 0, 1, 2].map((n) => codeAt(secret, now() + n));
      return ['000000', '111111', '222222', '333333', '444444', '555555'].find((c) => !right.includes(c));
    },
  };
}
