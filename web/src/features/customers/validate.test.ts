import { describe, expect, it } from 'vitest';
import { customerStrings } from '@/strings/customers';
import { problemsOf } from './validate';

const words = customerStrings.problems;

describe('problemsOf', () => {
  it.each([
    ['email', 'ada@example', words.email],
    ['website', 'javascript:alert(1)', words.website],
    ['phone', '12 34', words.phone],
    ['phone', '1'.repeat(16), words.phone],
    ['description', 'Too short', words.description],
    ['business_name', '  ', words.required],
  ])('should refuse %s %j', (field, text, problem) => {
    expect(problemsOf({ [field]: text })).toEqual({ [field]: problem });
  });

  it('should let what is right and what is optional pass', () => {
    expect(
      problemsOf({
        email: 'ada@example.com',
        website: 'https://a.example',
        phone: '+1 (512) 555-0142',
        state: '',
        logo_url: '',
      }),
    ).toEqual({});
  });
});
