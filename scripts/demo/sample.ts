/**
 * The sample case. All of it is made up and says so in every file: a flat that draws 35,000 kWh a month, as the grid's
 * meter saw it, and what an inspection might note. Nothing is copied from a real case.
 */

export type SampleFile = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

const MARK = '演示数据，纯属虚构 / Demo data, made up';
/** The file that the story changes later. */
export const METER_FILE = '用电数据/2026-09.csv';
const HOURS_OF_MONTH = 30 * 24;
const KWH_OF_MONTH = 35_000;

/** A load that never sleeps: every hour of a month nearly the same, 35,000 kWh in all. */
function meterReadings(): string {
  const mean = KWH_OF_MONTH / HOURS_OF_MONTH;
  const lines = Array.from({ length: HOURS_OF_MONTH }, (_, hour) => {
    const day = String(Math.floor(hour / 24) + 1).padStart(2, '0');
    const time = `2026-09-${day}T${String(hour % 24).padStart(2, '0')}:00+08:00`;
    return `${time},${(mean + 0.4 * Math.sin(hour)).toFixed(3)}`;
  });
  return [`# ${MARK}`, 'time,kWh', ...lines, ''].join('\n');
}

const NOTE = `${MARK}

现场检查记录（示例） / On-site inspection note (sample)
- 住宅一套，持续高负荷用电，昼夜无明显变化。 / A flat under a constant high load, day and night alike.
- 见设备与风扇多台，噪声明显。 / Many machines with fans, clearly audible.
`;

const encode = (text: string) => new TextEncoder().encode(text);

export const SAMPLE_FILES: readonly SampleFile[] = [
  { name: METER_FILE, mediaType: 'text/csv', bytes: encode(meterReadings()) },
  { name: '现场检查/检查记录.txt', mediaType: 'text/plain', bytes: encode(NOTE) },
];

export const SAMPLE_CASE = 'DEMO-2026-001';
export const SAMPLE_CLAIMS = { note: MARK, source: 'meter', place: 'made-up flat' };

/** The meter file as somebody would like it to have been: a tenth of the use. */
export function alteredMeterFile(): Uint8Array {
  const text = new TextDecoder().decode(SAMPLE_FILES[0]!.bytes);
  return encode(text.replace(/,(\d+\.\d+)$/gm, (_whole, kwh: string) => `,${(Number(kwh) / 10).toFixed(3)}`));
}

/** Bytes with one bit turned over, in the middle. */
export function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = copy[middle]! ^ 1;
  return copy;
}
