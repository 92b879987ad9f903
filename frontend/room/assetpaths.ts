/** Where the build puts the files of the blur: fixed names, since MediaPipe builds two of the three itself. */

export const VISION_FOLDER = `${import.meta.env.BASE_URL}room/vision`;
export const BLUR_MODEL = `${VISION_FOLDER}/selfie_segmentation.tflite`;
