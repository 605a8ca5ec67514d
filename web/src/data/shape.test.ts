import { describe, expect, it } from 'vitest';
import { asFlag, asNumber, asText } from './read';
import { dictionary, list, orNull, shape } from './shape';

const read = shape({
  name: asText,
  size: (value) => asNumber(value),
  parts: list(shape({ on: asFlag })),
  counts: dictionary((value) => asNumber(value)),
  more: orNull(shape({ a: asText })),
});

describe('shape', () => {
  it('should read what is there and drop what it does not know', () => {
    expect(
      read({ name: 'x', size: '3', parts: [{ on: true }], counts: { a: 1 }, more: { a: 'b', c: 'd' }, other: 1 }),
    ).toEqual({ name: 'x', size: 3, parts: [{ on: true }], counts: { a: 1 }, more: { a: 'b' } });
  });

  it.each([null, undefined, 7, 'text', [], { name: {}, parts: 'x', counts: [], more: null }])(
    'should make a complete document of %j',
    (value) => {
      expect(read(value)).toEqual({ name: '', size: 0, parts: [], counts: {}, more: null });
    },
  );

  it('should read objects that arrive as JSON text', () => {
    expect(read('{"name":"x","counts":"{\\"a\\":2}"}')).toMatchObject({ name: 'x', counts: { a: 2 } });
  });
});
