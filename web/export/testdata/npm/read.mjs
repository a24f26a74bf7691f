// Reads the Parquet file it is given with another implementation and prints its rows and columns as JSON.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";

const file = await asyncBufferFromFile(process.argv[2]);
const metadata = await parquetMetadataAsync(file);
const rows = await parquetReadObjects({ file });
const text = (_, v) => (typeof v === "bigint" ? v.toString() : v);
console.log(JSON.stringify({ groups: metadata.row_groups.length, codecs: [...new Set(metadata.row_groups.flatMap((g) => g.columns.map((c) => c.meta_data.codec)))],
  encodings: [...new Set(metadata.row_groups.flatMap((g) => g.columns.flatMap((c) => c.meta_data.encodings)))], createdBy: metadata.created_by, rows }, text));
