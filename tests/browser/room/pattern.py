"""Pictures that can be recognised at the other end, one for each camera, small enough to spare two cores."""

from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT, RATE = 320, 240, 8

# Y'CbCr of flat colours, by how a browser shows them (red, green, blue).
COLOURS = {"salmon": (182, 84, 195), "green": (150, 44, 21), "red": (76, 85, 255), "blue": (29, 255, 107)}

PLACES = ("top-left", "top-right", "bottom-left", "bottom-right")


@dataclass(frozen=True)
class Picture:
    """Four flat quarters, in the order of `PLACES`."""

    colours: tuple[str, str, str, str]

    @property
    def shown(self) -> dict[str, str]:
        """What `LOOK` finds in it."""
        return dict(zip(PLACES, self.colours, strict=True))


# They differ in every quarter, and no turn or mirror makes one the other.
DANAS = Picture(("salmon", "green", "red", "blue"))
SAMS = Picture(("green", "red", "blue", "salmon"))

# Which colour the centre of each quarter has, by its strongest channels.
LOOK = """video => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [40, 40];
    const context = canvas.getContext("2d", {willReadFrequently: true});
    context.drawImage(video, 0, 0, 40, 40);
    const colour = (x, y) => {
        const [red, green, blue] = context.getImageData(x, y, 1, 1).data;
        if (red > 200 && green > 100) return "salmon";
        if (green > red && green > blue && green > 120) return "green";
        if (red > green && red > blue && red > 120) return "red";
        if (blue > red && blue > green && blue > 120) return "blue";
        return `${red},${green},${blue}`;
    };
    return {"top-left": colour(8, 8), "top-right": colour(32, 8),
            "bottom-left": colour(8, 32), "bottom-right": colour(32, 32)};
}"""


def write(picture: Picture, path: Path) -> Path:
    """One second of YUV4MPEG2 that Chromium's fake camera plays in a loop; a dark bar moves across it."""

    def plane(width: int, height: int, channel: int) -> bytearray:
        half = width // 2
        rows = bytearray()
        for row in range(height):
            left, right = picture.colours[:2] if row < height // 2 else picture.colours[2:]
            rows += bytes([COLOURS[left][channel]]) * half + bytes([COLOURS[right][channel]]) * half
        return rows

    colours = plane(WIDTH // 2, HEIGHT // 2, 1) + plane(WIDTH // 2, HEIGHT // 2, 2)
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(RATE):
            light = plane(WIDTH, HEIGHT, 0)
            at = frame * (WIDTH - 16) // RATE
            for row in range(HEIGHT // 2 - 6, HEIGHT // 2 + 6):
                light[row * WIDTH + at : row * WIDTH + at + 16] = bytes(16)
            film.write(b"FRAME\n" + light + colours)
    return path
