// SHA-256 (FIPS 180-4) of a text: the browser's own is refused to pages that are not served securely.

const WORD = 2 ** 32;
const BLOCK_BYTES = 64;

/** @param {number} value @param {number} power the beginning of the fraction of a root, as 32 bits */
function fractionOfRoot(value, power) {
  return ((value ** power % 1) * WORD) | 0;
}

/** @param {number} count */
function primes(count) {
  /** @type {number[]} */
  const found = [];
  for (let number = 2; found.length < count; number++) {
    if (found.every((prime) => number % prime)) found.push(number);
  }
  return found;
}

const PRIMES = primes(64);
const INITIAL = PRIMES.slice(0, 8).map((prime) => fractionOfRoot(prime, 1 / 2));
const ROUNDS = PRIMES.map((prime) => fractionOfRoot(prime, 1 / 3));

/** @param {number} word @param {number} bits */
function rotated(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/** @param {string} text */
function padded(text) {
  const bytes = new TextEncoder().encode(text);
  const size = Math.ceil((bytes.length + 9) / BLOCK_BYTES) * BLOCK_BYTES;
  const view = new DataView(new ArrayBuffer(size));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setUint32(size - 8, Math.floor((bytes.length * 8) / WORD));
  view.setUint32(size - 4, (bytes.length * 8) % WORD);
  return view;
}

/**
 * Return the digest of a text in UTF-8, as 64 hexadecimal digits.
 * @param {string} text
 */
export function sha256(text) {
  const message = padded(text);
  let state = INITIAL;
  for (let start = 0; start < message.byteLength; start += BLOCK_BYTES) state = compressed(state, message, start);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** @param {number[]} state @param {DataView} message @param {number} start */
function compressed(state, message, start) {
  const words = Array.from({ length: 16 }, (_, place) => message.getInt32(start + 4 * place));
  for (let place = 16; place < 64; place++) {
    const [early, late] = [words[place - 15], words[place - 2]];
    const small0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const small1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    words.push((words[place - 16] + small0 + words[place - 7] + small1) | 0);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let round = 0; round < 64; round++) {
    const big1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + ROUNDS[round] + words[round]) | 0;
    const big0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, place) => (word + state[place]) | 0);
}
