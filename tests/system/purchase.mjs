// A checkout.session.completed event as Stripe sends it, signed by Stripe's own library.
import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';

export const stripe = new Stripe('sk_test_unused');

export const business = (tag = randomUUID().slice(0, 8)) => ({
    business_name: `Ledger & Vine ${tag}`,
    first_name: 'Noor',
    last_name: 'Haddad',
    email: `noor+${tag}@ledgervine.example.com`,
    phone: '+1 512 555 0142',
    website: 'https://ledgervine.example.com/',
    address: '88 Rainey Street',
    city: 'Austin',
    state: 'TX',
    zip: '78701',
    country: 'US',
    description: 'Ledger & Vine is a wine bar and bookshop in Austin with two hundred bottles, a quiet reading room and a small kitchen.',
    categories: 'Restaurant, Wine bar',
});

export function checkoutEvent({ fields = business(), session = `cs_test_${randomUUID()}`, event = `evt_${randomUUID()}`, type = 'checkout.session.completed', directories, overrides = {} } = {}) {
    return JSON.stringify({
        id: event,
        object: 'event',
        created: Math.floor(Date.now() / 1000),
        livemode: false,
        type,
        data: {
            object: {
                id: session,
                object: 'checkout.session',
                mode: 'payment',
                status: 'complete',
                payment_status: 'paid',
                amount_total: 14900,
                currency: 'usd',
                customer_details: { email: fields.email, name: `${fields.first_name} ${fields.last_name}` },
                metadata: { package_id: 'starter', ...(directories ? { total_directories: String(directories) } : {}), ...fields },
                ...overrides,
            },
        },
    });
}

export function signed(payload, secret, options = {}) {
    return stripe.webhooks.generateTestHeaderString({ payload, secret, ...options });
}

export function postWebhook(bolt, payload, signature = signed(payload, bolt.secrets.STRIPE_WEBHOOK_SECRET)) {
    return fetch(`${bolt.url}/api/webhook`, { method: 'POST', body: payload, headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signature } });
}
