// Draws tfjs.safetensors into the directory that is given: see make_weights.py, which indexes it.
//
//     npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-layers@4.22.0
//     node make_weights_tfjs.js weights
const fs = require('fs');
const path = require('path');
require('@tensorflow/tfjs-backend-cpu');
const {initializers} = require('@tensorflow/tfjs-layers');

const SHAPE = [50, 60];
const drawn = {
  'glorot_normal.kernel': initializers.glorotNormal({seed: 1}),
  'he_normal.kernel': initializers.heNormal({seed: 2}),
  'lecun_normal.kernel': initializers.leCunNormal({seed: 3}),
};

// Eight bytes of length, a header of JSON padded to eight, the values.
const header = {};
const values = [];
let end = 0;
for (const [name, rule] of Object.entries(drawn)) {
  const data = Buffer.from(Float32Array.from(rule.apply(SHAPE).dataSync()).buffer);
  header[name] = {dtype: 'F32', shape: SHAPE, data_offsets: [end, end += data.length]};
  values.push(data);
}
let text = JSON.stringify(header);
text = text.padEnd(Math.ceil(text.length / 8) * 8);
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(text.length));
fs.writeFileSync(path.join(process.argv[2], 'tfjs.safetensors'), Buffer.concat([length, Buffer.from(text), ...values]));
