import { describe, expect, it } from 'vitest';
import { realtimeAddress, reconnectDelayMs } from './address';

describe('realtimeAddress', () => {
  it.each([
    ['/realtime/v1', 'http://localhost:8090/jobs', 'ws://localhost:8090/realtime/v1'],
    ['/realtime/v1', 'https://bolt.example/', 'wss://bolt.example/realtime/v1'],
    ['https://other.example/realtime/v1/', 'http://localhost/', 'wss://other.example/realtime/v1'],
  ])('should turn %s seen from %s into %s', (url, page, address) => {
    expect(realtimeAddress(url, page)).toBe(address);
  });
});

describe('reconnectDelayMs', () => {
  it('should grow, spread and never exceed ten seconds', () => {
    expect(reconnectDelayMs(1, () => 1)).toBe(500);
    expect(reconnectDelayMs(1, () => 0)).toBe(375);
    expect(reconnectDelayMs(4, () => 1)).toBe(4_000);
    expect(reconnectDelayMs(50, () => 1)).toBe(10_000);
  });
});
