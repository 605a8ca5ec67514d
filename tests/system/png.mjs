// The smallest PNG writer that will do (RFC 2083), so that tests hold no binary files.
import { crc32, deflateSync } from 'node:zlib';

function chunk(type, data) {
    const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
    const head = Buffer.alloc(4), foot = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    foot.writeUInt32BE(crc32(body) >>> 0);
    return Buffer.concat([head, body, foot]);
}

/** RGB, 8 bits, one colour. */
export function pngOf(width, height, colour = [200, 120, 40]) {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const line = Buffer.concat([Buffer.from([0]), Buffer.concat(Array.from({ length: width }, () => Buffer.from(colour)))]);
    const pixels = Buffer.concat(Array.from({ length: height }, () => line));
    return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))]);
}
