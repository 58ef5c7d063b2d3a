const CONTINUATION = 0xffffffff;
/** The place of `bodyLength` in the table Message (Arrow, format/Message.fbs). */
const BODY_LENGTH = 10;

/**
 * Follows the messages of an Arrow stream by their lengths. Throws an Error where one can't be, since a decoder that
 * follows it would go round in circles.
 */
export function checkStream(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length; ) {
    let length = view.getUint32(at, true);
    at += 4;
    if (length === CONTINUATION) {
      if (at + 4 > bytes.length) return;
      length = view.getUint32(at, true);
      at += 4;
    }
    if (length === 0) return; // the end of the stream
    if (at + length > bytes.length) throw new Error("a message is cut off");
    const table = at + view.getUint32(at, true);
    const vtable = table - view.getInt32(table, true);
    const place = view.getUint16(vtable, true) > BODY_LENGTH ? view.getUint16(vtable + BODY_LENGTH, true) : 0;
    const body = place === 0 ? 0 : Number(view.getBigInt64(table + place, true));
    if (body < 0 || at + length + body > bytes.length) throw new Error("a message is cut off");
    at += length + body;
  }
}
