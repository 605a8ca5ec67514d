import type { InfiniteData } from '@tanstack/react-query';
import { decodeEvent } from '../decode';
import type { ActivityPage } from '../types';
import type { View } from './view';

export type ActivityPages = InfiniteData<ActivityPage, string | null>;

/** A screen left open over night must not keep every event of the night. */
const longestFirstPage = 300;

export const activityView: View<ActivityPages> = {
  apply(data, change, key, effects) {
    const [first, ...rest] = data.pages;
    if (!first || change.table !== 'queue_history' || change.type !== 'INSERT') return data;
    // Older pages do not change.
    if (data.pageParams[0] !== null) return data;
    if (change.position <= first.position) return data;
    const event = decodeEvent(change.record);
    if (data.pages.some((page) => page.events.some((known) => known.id === event.id))) return data;
    if (event.job_id && !event.business_name) {
      event.business_name = effects.knownJob(event.job_id)?.business_name ?? null;
      if (!event.business_name) effects.refresh(key);
    }
    const events = [event, ...first.events];
    // With older pages loaded, cutting here would leave a hole between two pages.
    const kept = rest.length === 0 ? events.slice(0, longestFirstPage) : events;
    return { ...data, pages: [{ ...first, position: change.position, events: kept }, ...rest] };
  },
  position: (data) => Math.min(...data.pages.map((page) => page.position)),
};
