import type { LogFilter, StoredLog } from './rows.ts';

type Query = (sql: string, values: (number | Uint8Array)[]) => Record<string, unknown>[];

function toLog(row: Record<string, unknown>): StoredLog {
  const topics = [row.topic0, row.topic1, row.topic2, row.topic3];
  return {
    block: row.block as number,
    position: row.position as number,
    transactionPosition: row.transaction_position as number,
    address: row.address as Uint8Array,
    topics: topics.filter((topic) => topic !== null) as Uint8Array[],
    data: row.data as Uint8Array,
  };
}

/** Logs that pass a filter of eth_getLogs, in chain order, `limit` at most. */
export function readLogs(query: Query, filter: LogFilter): StoredLog[] {
  const conditions = ['block BETWEEN ? AND ?'];
  const values: (number | Uint8Array)[] = [filter.fromBlock, filter.toBlock];
  const oneOf = (column: string, alternatives: readonly Uint8Array[]) => {
    if (alternatives.length === 0) return;
    conditions.push(`${column} IN (${alternatives.map(() => '?').join(', ')})`);
    values.push(...alternatives);
  };
  oneOf('address', filter.addresses);
  filter.topics.forEach((alternatives, i) => {
    oneOf(`topic${i}`, alternatives);
    // A filter with a place for a topic asks for logs that have one there, whatever it is.
    if (alternatives.length === 0) conditions.push(`topic${i} IS NOT NULL`);
  });
  values.push(filter.limit);
  return query(
    `SELECT * FROM logs WHERE ${conditions.join(' AND ')} ORDER BY block, position LIMIT ?`,
    values,
  ).map(toLog);
}
