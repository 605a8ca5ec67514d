import type { LucideIcon } from 'lucide-react';
import {
  Activity,
  Bot,
  BookUser,
  Globe,
  Inbox,
  Layers,
  LayoutGrid,
  ListChecks,
  Settings,
  TriangleAlert,
} from 'lucide-react';
import { navStrings } from '@/strings/shell';

export interface Place {
  to:
    | '/'
    | '/jobs'
    | '/inbox'
    | '/failures'
    | '/directories'
    | '/customers'
    | '/workers'
    | '/queue'
    | '/activity'
    | '/settings';
  label: string;
  icon: LucideIcon;
  /** The second key after "g". */
  key: string;
  group: keyof typeof navStrings.groups;
}

/** Every screen of the navigation, in its order. */
export const places: readonly Place[] = [
  { to: '/', label: navStrings.overview, icon: LayoutGrid, key: 'o', group: 'work' },
  { to: '/jobs', label: navStrings.jobs, icon: ListChecks, key: 'j', group: 'work' },
  { to: '/inbox', label: navStrings.inbox, icon: Inbox, key: 'i', group: 'work' },
  { to: '/failures', label: navStrings.failures, icon: TriangleAlert, key: 'f', group: 'work' },
  { to: '/directories', label: navStrings.directories, icon: Globe, key: 'd', group: 'resources' },
  { to: '/customers', label: navStrings.customers, icon: BookUser, key: 'c', group: 'resources' },
  { to: '/workers', label: navStrings.workers, icon: Bot, key: 'w', group: 'system' },
  { to: '/queue', label: navStrings.queue, icon: Layers, key: 'q', group: 'system' },
  { to: '/activity', label: navStrings.activity, icon: Activity, key: 'a', group: 'system' },
  { to: '/settings', label: navStrings.settings, icon: Settings, key: 's', group: 'system' },
];

/** What has a place of its own in a phone's tab bar; the rest is behind "More". */
export const tabCount = 4;
