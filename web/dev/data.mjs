// Made-up businesses and directories for the development server.
import { randomUUID } from 'node:crypto';

export const jobColumns = [
  'id',
  'customer_id',
  'status',
  'paused',
  'package_type',
  'directories_total',
  'directories_done',
  'progress',
  'priority',
  'error_message',
  'created_at',
  'updated_at',
  'started_at',
  'completed_at',
];
export const resultColumns = [
  'id',
  'job_id',
  'directory_name',
  'status',
  'verdict',
  'confidence',
  'lane',
  'attempts',
  'payload',
  'response_log',
  'listing_url',
  'error_message',
  'created_at',
  'updated_at',
];

export const directories = [
  ['bistro-list', 'Bistro List'],
  ['harbor-pages', 'Harbor Pages'],
  ['citywide', 'Citywide Business Index'],
  ['local-lantern', 'Local Lantern'],
  ['trade-atlas', 'Trade Atlas'],
  ['merchant-mile', 'Merchant Mile'],
  ['opening-hours-hub', 'Opening Hours Hub'],
  ['the-yellow-shelf', 'The Yellow Shelf'],
  ['neighbourly', 'Neighbourly'],
  ['craft-registry', 'Craft Registry'],
  ['metro-finder', 'Metro Finder'],
  ['open-counter', 'Open Counter'],
  ['map-and-main', 'Map & Main'],
  ['review-river', 'Review River'],
  ['shopfront', 'Shopfront'],
  ['county-ledger', 'County Ledger'],
  ['find-it-near', 'Find It Near'],
  ['service-scout', 'Service Scout'],
  ['bright-corner', 'Bright Corner'],
  ['town-crier', 'Town Crier'],
].map(([name, title]) => ({ name, title, url: `https://${name}.example/submit` }));

const businesses = [
  ['Saltwater Bistro', 'Maren', 'Lund', 'Portland', 'ME', '04101', 'Seafood restaurant'],
  ['Juniper & Oak Furniture', 'Theo', 'Park', 'Asheville', 'NC', '28801', 'Furniture maker'],
  ['Northside Veterinary Clinic', 'Priya', 'Raman', 'Minneapolis', 'MN', '55411', 'Veterinarian'],
  ['Paper Lantern Books', 'Ines', 'Calder', 'Santa Fe', 'NM', '87501', 'Bookshop'],
  ['Redbrick Plumbing Co.', 'Jonas', 'Weber', 'Baltimore', 'MD', '21201', 'Plumber'],
  ['Café Østerbro', 'Søren', 'Ægir', 'Madison', 'WI', '53703', 'Coffee shop'],
  ['Blue Heron Yoga', 'Amara', 'Okafor', 'Eugene', 'OR', '97401', 'Yoga studio'],
  [
    'Castellano & Sons Roofing and Exterior Restoration Services',
    'Vito',
    'Castellano',
    'Newark',
    'NJ',
    '07102',
    'Roofer',
  ],
  ['Little Comet Daycare', 'June', 'Abbott', 'Tulsa', 'OK', '74103', 'Child care'],
  ['Foundry Street Cycles', 'Mika', 'Laine', 'Pittsburgh', 'PA', '15222', 'Bicycle shop'],
  ['Golden Hour Photography', 'Leila', 'Haddad', 'San Diego', 'CA', '92101', 'Photographer'],
  ['<b>Bobby</b> "Tables" & Chairs', 'Bob', 'Tables', 'Austin', 'TX', '78701', 'Furniture rental'],
];
export const packages = {
  starter: ['Starter', 8],
  growth: ['Growth', 12],
  professional: ['Professional', 16],
  enterprise: ['Enterprise', 20],
};

export const stamp = (ms) => new Date(ms).toISOString().replace('Z', '000+00:00');

export function profileOf(index) {
  const [name, first, last, city, state, zip, category] = businesses[index % businesses.length];
  const host = name.toLowerCase().replace(/[^a-z]+/g, '');
  return {
    business_name: name,
    contact_first_name: first,
    contact_last_name: last,
    email: `hello@${host}.example`,
    phone: '+1 207 555 0142',
    website: `https://www.${host}.example`,
    address: `${12 + index * 7} Harbour Street`,
    city,
    state,
    postal_code: zip,
    country: 'US',
    description: `${name} has served ${city} since 2011. Friendly people, honest prices and work that lasts; walk in or book ahead.`,
    categories: [category, 'Local business'],
    hours: {
      mon: [{ opens: '09:00', closes: '17:30' }],
      tue: [{ opens: '09:00', closes: '17:30' }],
      wed: [
        { opens: '09:00', closes: '12:00' },
        { opens: '13:00', closes: '17:30' },
      ],
      sat: [{ opens: '10:00', closes: '15:00' }],
      sun: [],
    },
    social_links: { facebook: `https://facebook.example/${host}`, instagram: 'javascript:alert(1)' },
    logo_url: '',
  };
}

export function fieldsOf(profile) {
  return [
    ['Business name *', 'business_name', profile.business_name],
    ['Your e-mail', 'email', profile.email],
    ['Telephone', 'phone', profile.phone],
    ['Web site', 'website', profile.website],
    ['Street and number', 'address', profile.address],
    ['Town', 'city', profile.city],
    ['State', 'state', profile.state],
    ['ZIP', 'postal_code', profile.postal_code],
    ['Category', 'category', profile.categories[0]],
    ['About your business', 'description', profile.description],
    ['Fax', 'fax', ''],
  ].map(([label, meaning, value]) => ({ label, meaning, value }));
}

const outcomes = [
  ['submitted', 'accepted', 0.98, null],
  ['submitted', 'pending_review', 0.93, null],
  ['submitted', 'accepted', 0.96, null],
  ['action_required', 'needs_captcha', 0.99, 'The form shows a captcha that the directory keeps for people.'],
  ['submitted', 'accepted', 0.91, null],
  ['failed', 'rejected', 0.97, 'The site answered: "Phone must be 10 digits without spaces."'],
  ['submitted', 'pending_review', 0.88, null],
  ['skipped', 'duplicate', 0.95, null],
  ['submitted', 'accepted', 0.99, null],
  ['failed', 'unreachable', 1, 'connect to craft-registry.example port 443: connection refused (4 attempts)'],
];
const reasonsOf = {
  accepted: [
    'New text on the page: “Thank you! Your listing is live.”',
    'A link to the new listing appeared.',
    'Status 200 after a redirect to /listing/9412.',
  ],
  pending_review: ['New text on the page: “An editor will look at your entry within 3 days.”', 'The form is gone.'],
  needs_captcha: ['A captcha frame stands before the submit button.'],
  rejected: ['Status 422.', 'New text beside the field “Telephone”: “Phone must be 10 digits without spaces.”'],
  duplicate: ['The site already lists a business with this phone number.'],
  unreachable: ['No connection in 4 attempts over 12 minutes.'],
};

export function finish(result, index, now, profile) {
  const [status, verdict, confidence, error] = outcomes[index % outcomes.length];
  Object.assign(result, {
    status,
    verdict,
    confidence,
    error_message: error,
    lane: index % 3 ? 'browser' : 'http',
    updated_at: stamp(now),
    attempts: verdict === 'unreachable' ? 4 : 1,
    listing_url: verdict === 'accepted' ? `https://${result.directory_name}.example/listing/${9400 + index}` : null,
    payload: { fields: verdict === 'unreachable' ? [] : fieldsOf(profile) },
    response_log: { reasons: reasonsOf[verdict], status: 200 },
    evidence:
      verdict === 'unreachable'
        ? { before: null, after: null }
        : { before: `${result.id}-before.jpg`, after: `${result.id}-after.jpg` },
  });
}

export function newResult(job, directory, now) {
  return {
    id: randomUUID(),
    job_id: job.id,
    directory_name: directory.name,
    directory_title: directory.title,
    directory_url: directory.url,
    status: 'pending',
    verdict: null,
    confidence: null,
    lane: null,
    attempts: 0,
    listing_url: null,
    error_message: null,
    evidence: { before: null, after: null },
    payload: {},
    response_log: {},
    created_at: stamp(now),
    updated_at: stamp(now),
  };
}

export function newJob(index, now, packageType, missing = []) {
  const [title, total] = packages[packageType];
  const profile = profileOf(index);
  if (missing.length) Object.assign(profile, { phone: '', description: '' });
  return {
    profile,
    job: {
      id: randomUUID(),
      customer_id: randomUUID(),
      business_name: profile.business_name,
      email: profile.email,
      package_type: packageType,
      package_title: title,
      status: missing.length ? 'pending' : 'queued',
      paused: false,
      priority: 3,
      directories_total: missing.length ? 0 : total,
      directories_done: 0,
      progress: 0,
      missing,
      error_message: null,
      created_at: stamp(now),
      updated_at: stamp(now),
      started_at: null,
      completed_at: null,
    },
  };
}
