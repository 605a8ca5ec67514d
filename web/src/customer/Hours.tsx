import { inputClass } from '@/components/Field';
import type { Interval } from './types';

const days = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
] as const;
export type Hours = Record<string, Interval[]>;
const usual: Interval = { opens: '09:00', closes: '17:00' };
const most = 3;

/** Opening hours: each day unknown, closed, or open in up to three intervals. */
export function HoursEditor({ value, change }: { value: Hours; change: (next: Hours) => void }) {
  const set = (day: string, intervals: Interval[] | undefined) => {
    const next = { ...value };
    if (intervals) next[day] = intervals;
    else delete next[day];
    change(next);
  };
  const monday = value['mon'];
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Opening hours</legend>
      <div className="flex flex-col divide-y rounded-lg border">
        {days.map(([day, name]) => {
          const intervals = value[day];
          const state = !intervals ? 'unknown' : intervals.length ? 'open' : 'closed';
          return (
            <div key={day} className="flex flex-wrap items-center gap-2 px-3 py-2">
              <span className="w-24 text-sm">{name}</span>
              <select
                aria-label={`${name}: open or closed`}
                className={`${inputClass} h-9 w-28!`}
                value={state}
                onChange={({ target }) =>
                  set(day, target.value === 'unknown' ? undefined : target.value === 'open' ? [usual] : [])
                }
              >
                <option value="unknown">Not told</option>
                <option value="open">Open</option>
                <option value="closed">Closed</option>
              </select>
              {intervals?.map((each, index) => (
                <span key={index} className="flex items-center gap-1">
                  {(['opens', 'closes'] as const).map((end) => (
                    <input
                      key={end}
                      type="time"
                      aria-label={`${name} ${end}${index ? `, interval ${index + 1}` : ''}`}
                      className={`${inputClass} h-9 w-28!`}
                      value={each[end]}
                      onChange={({ target }) =>
                        set(
                          day,
                          intervals.map((other, at) => (at === index ? { ...other, [end]: target.value } : other)),
                        )
                      }
                    />
                  ))}
                </span>
              ))}
              {state === 'open' && intervals && intervals.length < most && (
                <button
                  type="button"
                  className="rounded px-1.5 text-sm text-ink-2 underline hover:text-ink"
                  aria-label={`Add an interval on ${name}`}
                  onClick={() => set(day, [...intervals, { opens: '18:00', closes: '22:00' }])}
                >
                  Add
                </button>
              )}
              {intervals && intervals.length > 1 && (
                <button
                  type="button"
                  className="rounded px-1.5 text-sm text-ink-2 underline hover:text-ink"
                  aria-label={`Remove an interval on ${name}`}
                  onClick={() => set(day, intervals.slice(0, -1))}
                >
                  Remove
                </button>
              )}
            </div>
          );
        })}
      </div>
      {monday && (
        <button
          type="button"
          className="mt-2 rounded text-sm text-ink-2 underline hover:text-ink"
          onClick={() => change({ ...value, tue: monday, wed: monday, thu: monday, fri: monday })}
        >
          Monday to Friday like Monday
        </button>
      )}
    </fieldset>
  );
}
