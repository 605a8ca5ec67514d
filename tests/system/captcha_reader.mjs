// Reads the five digits of the practice site RobotCheck from the pixels of its picture, as a worker of a captcha service would with
// their eyes: it knows how digits of seven strokes look and tries where they stand.
import { inflateSync } from 'node:zlib';

/** {width, height, at(x, y) => [r, g, b]} of a PNG with 8 bits a channel, RGB or RGBA, not interlaced. */
export function readPng(bytes) {
    let width = 0, height = 0, channels = 0;
    const parts = [];
    for (let at = 8; at < bytes.length;) {
        const length = bytes.readUInt32BE(at), type = bytes.toString('ascii', at + 4, at + 8), data = bytes.subarray(at + 8, at + 8 + length);
        if (type === 'IHDR') {
            [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
            channels = { 2: 3, 6: 4 }[data[9]];
            if (data[8] !== 8 || !channels || data[12] !== 0) throw new Error('a PNG of another kind');
        }
        if (type === 'IDAT') parts.push(data);
        at += length + 12;
    }
    const raw = inflateSync(Buffer.concat(parts)), line = width * channels, out = Buffer.alloc(line * height);
    for (let y = 0; y < height; y++) {
        const filter = raw[y * (line + 1)];
        for (let x = 0; x < line; x++) {
            const left = x >= channels ? out[y * line + x - channels] : 0, up = y > 0 ? out[(y - 1) * line + x] : 0;
            const corner = x >= channels && y > 0 ? out[(y - 1) * line + x - channels] : 0;
            const p = left + up - corner, [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
            const guess = [0, left, up, (left + up) >> 1, a <= b && a <= c ? left : b <= c ? up : corner][filter];
            out[y * line + x] = raw[y * (line + 1) + 1 + x] + guess;
        }
    }
    return { width, height, at: (x, y) => out.subarray((y * width + x) * channels, (y * width + x) * channels + 3) };
}

const digits = ['1111110', '0110000', '1101101', '1111001', '0110011', '1011011', '1011111', '1110000', '1111111', '1111011'];
const strokes = [[[0, 0], [18, 0]], [[18, 0], [18, 17]], [[18, 17], [18, 34]], [[0, 34], [18, 34]], [[0, 17], [0, 34]], [[0, 0], [0, 17]], [[0, 17], [18, 17]]];
const masks = digits.map((each) => [...each].reduce((bits, one, s) => bits | (one === '1' ? 1 << s : 0), 0));
const near = 2.6; // half of a stroke's width, and what smoothing adds

/** The strokes that hold the point (of a digit that stands upright at 0, 0), as bits. */
function strokesAt(x, y) {
    let bits = 0;
    for (let s = 0; s < strokes.length; s++) {
        const [[x0, y0], [x1, y1]] = strokes[s];
        if (x >= x0 - near && x <= x1 + near && y >= y0 - near && y <= y1 + near) bits |= 1 << s;
    }
    return bits;
}

/** The digit whose strokes explain the lit `pixels` best, wherever it stands and however it leans. */
function readDigit(pixels, hidden, column) {
    let best = { cost: Infinity, digit: 0 };
    for (let angle = -12; angle < 12; angle++) {
        const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
        for (let left = column; left < column + 8; left++) {
            for (let top = 14; top < 24; top++) {
                const held = new Array(128).fill(0), counts = [0, 0, 0, 0, 0, 0, 0];
                for (const [px, py] of pixels) {
                    const [dx, dy] = [px + 0.5 - left, py + 0.5 - top], bits = strokesAt(dx * cos + dy * sin, dy * cos - dx * sin);
                    held[bits]++;
                }
                // Under a line that is drawn across there may be a stroke; a seen one counts more.
                for (const [px, py] of hidden) {
                    const [dx, dy] = [px + 0.5 - left, py + 0.5 - top], bits = strokesAt(dx * cos + dy * sin, dy * cos - dx * sin);
                    for (let s = 0; s < 7; s++) if (bits & (1 << s)) counts[s] += 0.8;
                }
                held.forEach((count, bits) => counts.forEach((_, s) => { if (bits & (1 << s)) counts[s] += count; }));
                masks.forEach((mask, digit) => {
                    let [explained, missing] = [0, 0];
                    held.forEach((count, bits) => { if (bits & mask) explained += count; });
                    counts.forEach((count, s) => { if (mask & (1 << s)) missing += Math.max(0, 70 - count); });
                    const cost = pixels.length - explained + missing;
                    if (cost < best.cost) best = { cost, digit };
                });
            }
        }
    }
    return best.digit;
}

export function readDigits(png) {
    const picture = readPng(png);
    let text = '';
    for (let i = 0; i < 5; i++) {
        const pixels = [], hidden = [];
        for (let y = 8; y < 66; y++) {
            for (let x = 12 + i * 40; x < 52 + i * 40 && x < picture.width; x++) {
                const [r, g, b] = picture.at(x, y);
                if (r > 85 && g > 180 && b > 200) pixels.push([x, y]); // the strokes' own blue
                else if (g > 100) hidden.push([x, y]); // that of the lines
            }
        }
        text += readDigit(pixels, hidden, 20 + i * 40);
    }
    return text;
}
