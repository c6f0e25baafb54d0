use super::TensorFault;

const TORCH: &str = "save it with safetensors.torch.save_file";

/// What else a file may be, by what it begins with.
pub(super) fn recognise(start: &[u8]) -> TensorFault {
    let (kind, remedy) = match start {
        [b'P', b'K', 3, 4, ..] => packed(start),
        // The protocols that are binary; PyTorch before 1.6 wrote pickles one after another.
        [0x80, 2..=5, ..] => ("a pickle, as .pkl and an old .pt are", TORCH),
        [0x89, b'H', b'D', b'F', ..] => ("HDF5, as .h5 is", "save each array with numpy.save"),
        [b'G', b'G', b'U', b'F', ..] => ("GGUF", "give the .safetensors that it was made of"),
        // A protobuf: field 1, the version of the format, a small number; then the producer's name or version.
        [8, 1..=20, 0x12 | 0x1a, ..] => ("ONNX", "save each array with numpy.save"),
        _ => return TensorFault::Unknown,
    };
    TensorFault::Foreign { kind, remedy }
}

/// A zip archive, by the name of its first file, which begins after 30 bytes.
fn packed(start: &[u8]) -> (&'static str, &'static str) {
    let name = start.get(30..).unwrap_or_default();
    let length = start.get(26..28).map_or(0, |b| usize::from(b[0]) + 256 * usize::from(b[1]));
    let name = String::from_utf8_lossy(&name[..length.min(name.len())]);
    if name.ends_with(".npy") {
        (".npz, an archive of arrays", "save one array with numpy.save")
    } else if ["metadata.json", "config.json", "model.weights.h5"].contains(&&*name) {
        (".keras", "save each array with numpy.save")
    } else {
        ("a zip archive, as .pt, .pth and .bin of PyTorch are", TORCH)
    }
}
