// COCO files that no honest tool writes, in pieces.

export const image = (id) => `{"id":${id},"file_name":"${id}.jpg","width":1000,"height":1000}`;
export const category = (id) => `{"id":${id},"name":"label ${id}"}`;
export const annotation = (id, more = '', label = 1) =>
  `{"id":${id},"image_id":1,"category_id":${label},"bbox":[1,2,3,4.5],"area":12,"iscrowd":0${more}}`;

/** `make(1)` to `make(count)` with commas between, in large pieces. */
export function* list(count, make) {
  const kPiece = 1 << 14;
  for (let begin = 0; begin < count; begin += kPiece) {
    const texts = Array.from({ length: Math.min(kPiece, count - begin) }, (_, index) => make(begin + index + 1));
    yield (begin > 0 ? ',' : '') + texts.join();
  }
}

export function* onePolygon(points) {
  yield `${annotation(1).slice(0, -1)},"segmentation":[[`;
  yield* list(points, (k) => `${k % 997}.5,${k % 991}`);
  yield ']]}';
}

/** The pieces of a COCO file. */
export function* coco({ images = [image(1)], annotations = [], categories = [category(1)] }) {
  yield '{"images":[';
  yield* images;
  yield '],"annotations":[';
  yield* annotations;
  yield '],"categories":[';
  yield* categories;
  yield ']}';
}
