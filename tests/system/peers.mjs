// The three servers that a deployment past one machine stands on, started together.
import { ElasticMq, elasticmqPresent } from '../peers/elasticmq.mjs';
import { Postgres, postgresAbsent } from '../peers/postgres.mjs';
import { PrefectServer, prefectPresent } from '../peers/prefect_server.mjs';

/** { databaseUrl, queue (environment), prefectUrl, sql(text), restartDatabase(), stop() }, or { absent: why }. */
export async function startPeers() {
    let absent = postgresAbsent();
    if (!absent && !(elasticmqPresent && prefectPresent)) {
        absent = 'ElasticMQ or Prefect is not there: run scripts/setup-peers';
        if (process.env.CI === 'true') throw new Error(absent);
        console.log(`${absent}; the tests of the cluster are skipped`);
    }
    if (absent) return { absent };
    const prefect = new PrefectServer();
    const [postgres, queue] = await Promise.all([Postgres.start(), ElasticMq.start(), prefect.start()]);
    return {
        databaseUrl: postgres.makeDatabase('bolt'),
        queue: {
            QUEUE_URL: 'sqs:cluster-jobs', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_SQS: queue.endpoint, AWS_EC2_METADATA_DISABLED: 'true',
            AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'the secret of nobody',
        },
        prefectUrl: prefect.url,
        prefect,
        sql: (text) => postgres.sql('bolt', text),
        restartDatabase: () => postgres.restartAtOnce(),
        stop: () => Promise.all([postgres.stop(), queue.stop(), prefect.stop()]),
    };
}
