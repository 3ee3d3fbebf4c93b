import type { AttributeValue } from '../../tracing/attributes.js';
import type { Resource } from '../../tracing/otel-api/readable-span.js';
import type { InstrumentationScope } from '../../tracing/span.js';
import type { ProtobufWriter } from './protobuf-writer.js';

// Source of the field numbers: opentelemetry-proto 1.x, common/v1/common.proto and resource/v1/resource.proto.
const KeyValue = { key: 1, value: 2 } as const;
const AnyValue = { string: 1, bool: 2, int: 3, double: 4, array: 5 } as const;
const ArrayValue = { values: 1 } as const;
const Scope = { name: 1, version: 2 } as const;
const ResourceField = { attributes: 1 } as const;

/** Every field that several messages have under one name is given its number by them. */
export const writeAttributes = (
  writer: ProtobufWriter,
  field: number,
  attributes: Readonly<Record<string, AttributeValue>>,
): void => {
  for (const name in attributes) {
    const pair = writer.begin(field, 1);
    writer.text(KeyValue.key, name);
    writeValue(writer, KeyValue.value, attributes[name]);
    writer.end(pair, 1);
  }
};

const writeValue = (writer: ProtobufWriter, field: number, value: unknown): void => {
  const start = writer.begin(field, 1);
  if (typeof value === 'string') writer.text(AnyValue.string, value);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'boolean') writer.unsigned(AnyValue.bool, value ? 1 : 0);
  else if (Array.isArray(value)) {
    const array = writer.begin(AnyValue.array, 1);
    // An element that is nothing keeps its place.
    for (const one of value) writeValue(writer, ArrayValue.values, one);
    writer.end(array, 1);
  }
  writer.end(start, 1);
};

/** From here on, a whole number is beyond what 64 bits hold. */
const INT_64 = 2 ** 63;

const writeNumber = (writer: ProtobufWriter, value: number): void => {
  if (Number.isInteger(value) && value >= -INT_64 && value < INT_64) writer.integer(AnyValue.int, value);
  else writer.double(AnyValue.double, value);
};

export const writeResource = (writer: ProtobufWriter, field: number, { attributes }: Resource): void => {
  const start = writer.begin(field, 2);
  writeAttributes(writer, ResourceField.attributes, attributes);
  writer.end(start, 2);
};

export const writeScope = (writer: ProtobufWriter, field: number, { name, version }: InstrumentationScope): void => {
  const start = writer.begin(field, 1);
  writer.text(Scope.name, name);
  if (version !== undefined) writer.text(Scope.version, version);
  writer.end(start, 1);
};
