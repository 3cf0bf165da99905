import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import { Refusal } from '../refusal.ts';
import type { UploadRow } from '../store/uploads.ts';
import { EXPIRY_MS, type Uploads } from './uploads.ts';

/** What the tus library (tus.io, protocol 1.0) asks of a store, for the uploads of one actor. */

/** What a sender may say of an upload: names of 1024 characters, and some room. Bytes of JSON. */
const MAX_METADATA = 8 * 1024;

function uploadOf({ id, size, received, metadata, touched_at }: UploadRow): Upload {
  return new Upload({
    id,
    size,
    offset: received,
    ...(metadata === null ? {} : { metadata: JSON.parse(metadata) as Record<string, string | null> }),
    // The library counts from here, and an upload lives as long as somebody touches it.
    creation_date: new Date(touched_at).toISOString(),
  });
}

export class OwnUploads extends DataStore {
  readonly #uploads: Uploads;
  readonly #actor: string;
  readonly #announced: number;

  /** @param announced bytes that the request will bring */
  constructor(uploads: Uploads, actor: string, announced: number) {
    super();
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
    this.#uploads = uploads;
    this.#actor = actor;
    this.#announced = announced;
  }

  override async create(upload: Upload): Promise<Upload> {
    const metadata = upload.metadata === undefined ? null : JSON.stringify(upload.metadata);
    if (metadata !== null && metadata.length > MAX_METADATA) {
      throw new Refusal('request-invalid', 'Too much metadata', { details: { where: 'Upload-Metadata' } });
    }
    const row = await this.#uploads.begin({ actor: this.#actor, size: upload.size ?? 0, metadata });
    // The library goes on with the same object: its ID is the row's from here on.
    upload.id = row.id;
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    return uploadOf(this.#uploads.find(this.#actor, id));
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const row = this.#uploads.find(this.#actor, id);
    if (row.received !== offset) throw new Refusal('upload-offset-differs', 'Another place than received');
    return this.#uploads.append(row, stream, this.#announced);
  }

  override async remove(id: string): Promise<void> {
    await this.#uploads.remove(this.#uploads.find(this.#actor, id));
  }

  override getExpiration(): number {
    return EXPIRY_MS;
  }
}
