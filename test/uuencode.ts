/** As POSIX writes it, with CRLF. */
export function uuencoded(name: string, bytes: Buffer): string {
  const lines = Array.from({ length: Math.ceil(bytes.length / 45) }, (_, line) => {
    const piece = bytes.subarray(line * 45, line * 45 + 45);
    const padded = Buffer.concat([piece, Buffer.alloc((3 - (piece.length % 3)) % 3)]);
    const sixBits = [...padded.toString('hex').matchAll(/.{6}/g)].flatMap(([hex]) => {
      const bits = Number.parseInt(hex, 16);
      return [18, 12, 6, 0].map((shift) => (bits >> shift) & 63);
    });
    return [piece.length, ...sixBits].map((value) => String.fromCharCode(value === 0 ? 0x60 : value + 0x20)).join('');
  });
  return [`begin 644 ${name}`, ...lines, '`', 'end', ''].join('\r\n');
}
