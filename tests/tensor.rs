//! Arrays of weights from files: what is sound is read to the bit, everything else is an error of one line.

#[expect(dead_code, reason = "other tests want numbers")]
mod properties;
mod seed;

use properties::check;
use proptest::collection::vec;
use proptest::prelude::*;
use saturation::numeric::Format;
use saturation::tensor::{TensorError, TensorFile};
use std::cell::Cell;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use tempfile::TempDir;

/// An .npy of a version, with this description of its array.
fn npy(version: u8, dictionary: &str, data: &[u8]) -> Vec<u8> {
    let length = dictionary.len() as u32;
    let length = if version == 1 { (length as u16).to_le_bytes().to_vec() } else { length.to_le_bytes().to_vec() };
    [b"\x93NUMPY", &[version, 0][..], &length, dictionary.as_bytes(), data].concat()
}

/// As NumPy describes an array.
fn dictionary(descr: &str, fortran: bool, shape: &str) -> String {
    let fortran = if fortran { "True" } else { "False" };
    format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}     \n")
}

fn safetensors(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

struct Scratch(TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a scratch directory"))
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).expect("writable");
        path
    }
}

/// The bytes of a tensor, in pieces of 7 numbers.
fn bytes(file: &mut TensorFile, k: usize) -> Result<Vec<u8>, TensorError> {
    let (mut read, width) = (Vec::new(), file.tensors()[k].format.bytes());
    file.read(k, 7, |piece| {
        assert!(piece.len() % width == 0 && (1..=7).contains(&(piece.len() / width)));
        read.extend_from_slice(piece);
        Ok::<(), TensorError>(())
    })?;
    Ok(read)
}

/// The error of one line of a file of this content; as a stream it fails as well, at the latest when it was read.
fn refused(name: &str, content: &[u8]) -> String {
    let scratch = Scratch::new();
    let path = scratch.file(name, content);
    let error = TensorFile::open(&path).err().unwrap_or_else(|| panic!("{name} is taken")).to_string();
    let why = error.strip_prefix(&format!("file: {}: ", path.display())).expect("the file is named").to_owned();
    assert!(why.contains("; ") && why.lines().count() == 1 && why.len() < 700, "{why}");
    let streamed = TensorFile::from_reader(name, Cursor::new(content.to_vec())).and_then(|mut file| {
        let last = file.tensors().len() - 1;
        bytes(&mut file, last)
    });
    let streamed = streamed.expect_err("a stream is refused, too").to_string();
    assert!(streamed.starts_with(&format!("file: {name}: ")) && streamed.contains("; "), "{streamed}");
    why
}

#[test]
fn an_npy_of_each_kind_is_read_to_the_bit() {
    let scratch = Scratch::new();
    let kinds = [
        ("<f8", Format::F64, false),
        (">f8", Format::F64, true),
        ("<f4", Format::F32, false),
        (">f4", Format::F32, true),
        ("<f2", Format::F16, false),
        (">f2", Format::F16, true),
        ("<V2", Format::BF16, false),
    ];
    for (descr, format, swapped) in kinds {
        let little: Vec<u8> = (0..15 * format.bytes() as u8).map(|byte| byte.wrapping_mul(151)).collect();
        let mut data = little.clone();
        if swapped {
            data.chunks_exact_mut(format.bytes()).for_each(<[u8]>::reverse);
        }
        for (version, fortran, shape, sides) in
            [(1, false, "(5, 3)", &[5, 3][..]), (2, true, "(5, 3)", &[5, 3]), (3, false, "(15,)", &[15])]
        {
            let path = scratch.file("fc1.of.npy", &npy(version, &dictionary(descr, fortran, shape), &data));
            let mut file = TensorFile::open(&path).expect("sound");
            let [tensor] = file.tensors() else { panic!("one array") };
            assert_eq!((tensor.name.as_str(), &tensor.shape[..], tensor.format), ("fc1.of", sides, format));
            assert_eq!((tensor.fortran, tensor.len()), (fortran, 15));
            // As often as one likes.
            for _ in 0..2 {
                assert_eq!(bytes(&mut file, 0).expect("read"), little, "{descr}");
            }
        }
    }
}

#[test]
fn a_header_that_others_write_is_the_same() {
    for header in [
        "{\"shape\":(2,2),\"fortran_order\":False,\"descr\":\"<f4\"}",
        "  { 'shape' :( 2 , 2,) , 'descr':'<f4','fortran_order':False,}\n\n",
    ] {
        let file = TensorFile::from_reader("x", Cursor::new(npy(1, header, &[0; 16]))).expect("sound");
        assert_eq!((&file.tensors()[0].shape[..], file.tensors()[0].fortran), (&[2, 2][..], false));
    }
}

const SEVERAL: &str = r#"{"__metadata__":{"format":"pt"},
    "b":{"dtype":"BF16","shape":[2,1,3],"data_offsets":[20,32]},
    "a.steps":{"dtype":"I64","shape":[],"data_offsets":[12,20]},
    "a.scale":{"dtype":"F32","shape":[],"data_offsets":[32,36]},
    "a.none":{"dtype":"F32","shape":[3,0],"data_offsets":[32,32]},
    "a":{"dtype":"F16","shape":[6],"data_offsets":[0,12]},
    "c":{"dtype":"F64","shape":[1,1],"data_offsets":[36,44]},
    "mask":{"dtype":"BOOL","shape":[3],"data_offsets":[44,47]}}  "#;

#[test]
fn the_tensors_of_several_are_those_of_weights_in_the_order_of_their_bytes() {
    let (scratch, data): (_, Vec<u8>) = (Scratch::new(), (0..47).collect());
    let content = safetensors(SEVERAL, &data);
    // The name says nothing.
    let mut file = TensorFile::open(&scratch.file("model.bin", &content)).expect("sound");
    let mut stream = TensorFile::from_reader("stdin", Cursor::new(content)).expect("sound");
    let listed: Vec<String> =
        file.tensors().iter().map(|t| format!("{} {} {:?} {}", t.name, t.format, t.shape, t.fortran)).collect();
    assert_eq!(listed, ["a f16 [6] false", "b bf16 [2, 1, 3] false", "c f64 [1, 1] false"]);
    for (k, range) in [(2, 36..44), (0, 0..12), (1, 20..32)] {
        assert_eq!(bytes(&mut file, k).expect("read"), data[range]);
    }
    for (k, range) in [(0, 0..12), (2, 36..44)] {
        assert_eq!(bytes(&mut stream, k).expect("read"), data[range]);
    }
    let error = bytes(&mut stream, 1).expect_err("past").to_string();
    assert_eq!(error, "file: stdin: tensor b: has gone by; read the tensors in their order, or from a file");
    let error = file.read(3, 1, |_| Ok::<(), TensorError>(())).expect_err("none").to_string();
    assert!(error.ends_with("model.bin: tensor 3: not one of its 3; give a number below that"), "{error}");

    let skipped: Vec<String> = file.skipped().iter().map(|skipped| format!("{} {skipped}", skipped.dtype)).collect();
    assert_eq!(
        skipped,
        [
            "I64 tensor a.steps: numbers of type I64: not floats of 64, 32 or 16 bits; save it as such, if it holds weights",
            "F32 tensor a.none: no number; give an array with one or more",
            "F32 tensor a.scale: an array of 0 dimensions: not 1 to 64; give one that holds weights",
            "BOOL tensor mask: numbers of type BOOL: not floats of 64, 32 or 16 bits; save it as such, if it holds weights",
        ]
    );
}

#[test]
fn the_first_error_of_the_reader_ends_it() {
    let mut file =
        TensorFile::from_reader("x", Cursor::new(npy(1, &dictionary("<f4", false, "(9,)"), &[1; 36]))).expect("sound");
    #[derive(Debug)]
    enum Ours {
        Enough,
        Theirs(#[expect(dead_code, reason = "shown if it is one")] TensorError),
    }
    impl From<TensorError> for Ours {
        fn from(error: TensorError) -> Self {
            Self::Theirs(error)
        }
    }
    let mut pieces = 0;
    let result = file.read(0, 4, |piece| {
        assert_eq!(piece.len(), 16);
        pieces += 1;
        if pieces == 2 { Err(Ours::Enough) } else { Ok(()) }
    });
    assert!(matches!(result, Err(Ours::Enough)) && pieces == 2, "{result:?}");
}

#[test]
fn what_is_no_npy_is_refused() {
    let floats = |shape: &str, data: usize| npy(1, &dictionary("<f4", false, shape), &vec![0; data]);
    let typed = |descr: &str| npy(1, &dictionary(descr, false, "(2,)"), &[0; 64]);
    let header = |text: &str| npy(1, text, &[0; 8]);
    let end = |shape: &str| floats(shape, 0).len();
    let rows = [
        (floats("(30000000000, 30)", 8), format!("{} bytes, not ", end("(30000000000, 30)") + 8)),
        (floats("(3,)", 13), format!("more than the {} bytes of its header; ", end("(3,)") + 12)),
        (floats("(0,)", 0), "no number; ".to_owned()),
        (floats("(3, 0)", 0), "no number; ".to_owned()),
        (floats("()", 4), "an array of 0 dimensions: not 1 to 64; ".to_owned()),
        (floats(&format!("({})", "1,".repeat(65)), 4), "an array of 65 dimensions: not 1 to 64; ".to_owned()),
        (floats("(9999999999, 9999999999)", 4), "its header: a shape of more than 2⁶⁴ bytes; ".to_owned()),
        (floats("(4611686018427387904,)", 4), "its header: a shape of more than 2⁶⁴ bytes; ".to_owned()),
        (floats("(99999999999999999999999,)", 4), "its header: a shape of more than 2⁶⁴ bytes; ".to_owned()),
        (floats("(4611686018427387903,)", 4), "its header: a shape of more than 2⁶⁴ bytes; ".to_owned()),
        (npy(2, &dictionary("<f4", false, "(1,)"), &[0; 4])[..9].to_vec(), "9 bytes, not 12; ".to_owned()),
        ([b"\x93NUMPY\x02\x00", &[255; 4][..], &[b'{'; 20]].concat(), "a header of 4294967295 bytes: ".to_owned()),
        (b"\x93NUMPY\x04\x00aa{}".to_vec(), ".npy of version 4; ".to_owned()),
    ];
    for (content, why) in rows {
        let error = refused("fc1.npy", &content);
        assert!(error.starts_with(&why), "{error}");
    }
    for descr in
        ["|i1", "<i8", "|b1", "<c8", "<c16", "<f16", "|O", "<U5", "|V2", ">V2", "<V1", "f4", "=f4", "", "a\x1bb"]
    {
        let error = refused("fc1.npy", &typed(descr));
        let shown = descr.replace('\x1b', "\\u{1b}");
        assert!(error.starts_with(&format!("numbers of type {shown}: not floats of 64, 32 or 16 bits; ")), "{error}");
    }
    let record = "{'descr': [('re', '<f4'), ('im', '<f4')], 'fortran_order': False, 'shape': (1,), }";
    assert!(refused("x.npy", &header(record)).starts_with("numbers of type [('re', '<f4'), ('im', '<f4')]: "));
    for text in [
        "",
        "{}",
        "{'descr': '<f4', 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
        "{'descr': '<f4",
    ] {
        assert_eq!(refused("x.npy", &header(text)), "its header: not that of an array; save it again", "{text}");
    }
    let latin = npy(1, "?????", &[]).iter().map(|b| if *b == b'?' { 0xe9 } else { *b }).collect::<Vec<u8>>();
    assert!(refused("x.npy", &latin).starts_with("its header: not text; "));
}

#[test]
fn what_is_no_safetensors_is_refused() {
    let one = |entry: &str| format!("{{\"w\":{entry}}}");
    let float =
        |shape: &str, offsets: &str| format!("{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":{offsets}}}");
    let two = |first: &str, second: &str| format!("{{\"a\":{},\"b\":{}}}", float("[2]", first), float("[2]", second));
    // Each may have up to 2⁶⁴ bits.
    let most = (1_u64 << 61) - 8;
    let eight = (0..8).map(|k| {
        format!("\"{k}\":{}", float(&format!("[{}]", most / 4), &format!("[{},{}]", k * most, (k + 1) * most)))
    });
    let eight = format!("{{{}}}", eight.collect::<Vec<_>>().join(","));
    let rows = [
        (one(&float("[2]", "[0,9]")), "its header: invalid shape, data type, or offset"),
        (one(&float("[2]", "[8,0]")), "its header: invalid offset for tensor `w`; "),
        (one(&float("[2]", "[1,9]")), "its header: invalid offset for tensor `w`; "),
        (two("[0,8]", "[4,12]"), "its header: invalid offset for tensor `b`; "),
        (two("[0,8]", "[12,20]"), "its header: invalid offset for tensor `b`; "),
        (two("[0,8]", "[0,8]"), "its header: invalid offset for tensor `b`; "),
        (two("[0,8]", "[8,16]").replace("\"b\"", "\"a\""), "its header: two tensors of one name; "),
        (one(&float("[4611686018427387904, 4]", "[0,8]")), "its header: overflow computing buffer size"),
        (one(&float("[4611686018427387904]", "[0,8]")), "its header: overflow computing buffer size"),
        (eight, "its header: more than 2⁶⁴ bytes; "),
        (one(&float("[30000000000]", "[0,120000000000]")), "91 bytes, not 120000000083; "),
        (one(&float("[3]", "[0,12]")), "71 bytes, not 75; "),
        (one(&float("[1]", "[0,4]")), "more than the 66 bytes of its header; "),
        (one(&float("[-1]", "[0,8]")), "its header: tensor w: invalid value: integer `-1`"),
        (one(&float("[1e3]", "[0,8]")), "its header: tensor w: invalid type: floating point"),
        (one(&float("[0]", "[0,0]")), "tensor w: no number; "),
        (one(&float("[]", "[0,4]")), "tensor w: an array of 0 dimensions: "),
        (one(&float("[2]", "[0,8]")).replace("F32", "F33"), "its header: tensor w: unknown variant `F33`"),
        (one(&float("[8]", "[0,8]")).replace("F32", "I8"), "tensor w: numbers of type I8: not floats"),
        (one(&float("[1]", "[0,8]")).replace("F32", "C64"), "tensor w: numbers of type C64: not floats"),
        (one(&float("[2]", "[0,8]")).replace('w', "a\\u001b[31m\\nb"), "tensor a\\u{1b}[31m\\nb: a control character"),
        (two("[0,8]", "[8,16]").replace("F32", "I32"), "2 tensors, none with floats of 64, 32 or 16 bits; "),
        ("{}".to_owned(), "0 tensors, none with floats"),
        ("{\"w\":1}".to_owned(), "its header: tensor w: invalid type: integer `1`"),
        ("{\"w\":{\"x\":1}}".to_owned(), "its header: tensor w: missing field `dtype`"),
        ("{\"w\":".to_owned(), "its header: tensor w: EOF while parsing a value"),
        ("{} {}".to_owned(), "its header: trailing characters"),
        (format!("{{\"w\":{}", "[".repeat(100_000)), "its header: tensor w: "),
        (format!("{{\"w\":{}1}}", "{\"x\":".repeat(100_000)), "its header: tensor w: "),
        (one(&float("[2]", "[0,8]")).replace("F32", &"\n\u{1b}".repeat(9000)), "its header: tensor w: "),
    ];
    for (header, why) in rows {
        let error = refused("model.safetensors", &safetensors(&header, &[0; 8]));
        assert!(error.starts_with(why), "{why}: {error}");
    }
    let long = [&(1_u64 << 62).to_le_bytes()[..], b"{\"w\":"].concat();
    assert!(refused("x", &long).starts_with("a header of 4611686018427387904 bytes: more than 16000000; "));
}

/// Whatever is missing from the end, be it the whole, is noticed.
#[test]
fn a_file_that_was_cut_is_refused_wherever() {
    for whole in [
        npy(1, &dictionary("<f4", false, "(3,)"), &[0; 12]),
        npy(3, &dictionary("<f4", false, "(3,)"), &[0; 12]),
        safetensors(SEVERAL, &[0; 47]),
    ] {
        for length in 0..whole.len() {
            let error = refused("x", &whole[..length]);
            assert!(
                ["an empty file; ", "neither ", "its header: "].iter().any(|why| error.starts_with(why)) && length < 9
                    || error.starts_with(&format!("{length} bytes, not ")),
                "{length}: {error}"
            );
        }
    }
}

#[test]
fn what_else_a_file_may_be_is_told_with_the_way_out() {
    let zip =
        |name: &str| [b"PK\x03\x04", &[0; 22][..], &[name.len() as u8, 0, 0, 0], name.as_bytes(), b"more"].concat();
    let torch = "save it with safetensors.torch.save_file";
    for (content, kind, remedy) in [
        (zip("archive/data.pkl"), "a zip archive, as .pt, .pth and .bin", torch),
        (zip("arr_0.npy"), ".npz, ", "save one array with numpy.save"),
        (zip("metadata.json"), ".keras", "save each array with numpy.save"),
        (b"PK\x03\x04".to_vec(), "a zip archive", torch),
        (b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.".to_vec(), "a pickle", torch),
        (b"\x80\x04\x95\x05\0\0\0\0\0\0\0".to_vec(), "a pickle", torch),
        (b"\x89HDF\r\n\x1a\n\0\0\0\0".to_vec(), "HDF5", "numpy.save"),
        (b"GGUF\x03\0\0\0{\0\0\0".to_vec(), "GGUF", ".safetensors"),
        (b"\x08\x08\x12\x07pytorch\x1a\x052.1.0".to_vec(), "ONNX", "numpy.save"),
        (b"1,2,3,4,5\n".to_vec(), "neither .npy nor .safetensors", "numpy.save"),
        (vec![0; 100], "neither .npy nor .safetensors", "numpy.save"),
        (Vec::new(), "an empty file", "save the weights again"),
    ] {
        let error = refused("weights", &content);
        assert!(error.starts_with(kind) && error.contains(remedy), "{error}");
    }
}

#[test]
fn what_is_no_file_is_refused_before_it_is_read() {
    let scratch = Scratch::new();
    let refused = |path: PathBuf| TensorFile::open(&path).err().expect("refused").to_string();
    let directory = scratch.0.path().to_owned();
    assert_eq!(
        refused(directory.clone()),
        format!("file: {}: not a file; give a file, or send it to standard input", directory.display())
    );
    assert!(refused(directory.join("none.npy")).contains("none.npy: entity not found; "));
    let odd = scratch.file("a\nb.npy", &npy(1, &dictionary("<f4", false, "(1,)"), &[0; 4]));
    assert!(refused(odd).ends_with("a\\nb.npy: tensor a\\nb: a control character in its name; rename it"));
    #[cfg(unix)]
    {
        assert!(refused("/dev/zero".into()).starts_with("file: /dev/zero: not a file; "));
        let pipe = directory.join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
        assert!(refused(pipe).contains("pipe: not a file; "));
    }
    let endless = TensorFile::from_reader("stdin", std::io::repeat(0)).err().expect("refused").to_string();
    assert!(endless.starts_with("file: stdin: neither "), "{endless}");
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_refused() {
    let scratch = Scratch::new();
    let whole = npy(1, &dictionary("<f4", false, "(1000, 1000)"), &vec![0; 4_000_000]);
    let path = scratch.file("w.npy", &whole);
    let mut file = TensorFile::open(&path).expect("sound");
    let mut pieces = 0;
    let error = file
        .read(0, 100_000, |_| {
            pieces += 1;
            if pieces == 2 {
                fs::OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(1_000_000)).expect("cut");
            }
            Ok::<(), TensorError>(())
        })
        .expect_err("cut");
    assert!(error.to_string().contains(&format!(" bytes, not {}; it was cut", whole.len())), "{error}");
    assert_eq!(pieces, 2);
}

/// A change of a file's bytes; places are shares of its length.
#[derive(Debug, Clone)]
enum Edit {
    Flip(f64, u8),
    Digit(f64, u8),
    Truncate(f64),
    Duplicate(f64, f64),
    Insert(f64, Vec<u8>),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let place = || prop_oneof![2 => 0.0..1.0, 1 => 0.0..0.1];
    let edit = prop_oneof![
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Flip(at, byte)),
        3 => (place(), b'0'..=b'9').prop_map(|(at, digit)| Edit::Digit(at, digit)),
        1 => place().prop_map(Edit::Truncate),
        1 => (place(), place()).prop_map(|(a, b)| Edit::Duplicate(a, b)),
        1 => (place(), vec(any::<u8>(), 1..9)).prop_map(|(at, bytes)| Edit::Insert(at, bytes)),
    ];
    vec(edit, 1..4)
}

fn edited(content: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut content = content.to_vec();
    for edit in edits {
        let place = |share: f64| (share * content.len() as f64) as usize;
        match edit {
            Edit::Flip(at, byte) => {
                let at = place(*at);
                content.iter_mut().skip(at).take(1).for_each(|old| *old ^= byte);
            }
            Edit::Digit(at, digit) => {
                let at = place(*at);
                content.iter_mut().skip(at).find(|old| old.is_ascii_digit()).into_iter().for_each(|old| *old = *digit);
            }
            Edit::Truncate(at) => content.truncate(place(*at)),
            Edit::Duplicate(a, b) => {
                let (from, to) = (place(a.min(*b)), place(a.max(*b)));
                let twice = content[from..to].to_vec();
                content.splice(to..to, twice);
            }
            Edit::Insert(at, bytes) => {
                let at = place(*at);
                content.splice(at..at, bytes.iter().copied());
            }
        }
    }
    content
}

/// Changed files are refused, or give as many bytes as they say; how many were taken.
fn survives(cases: u32) -> u32 {
    let wholes = [
        npy(1, &dictionary("<f4", false, "(5, 3)"), &[1; 60]),
        npy(2, &dictionary(">f2", true, "(30,)"), &[1; 60]),
        safetensors(SEVERAL, &[1; 47]),
        safetensors(r#"{"w":{"dtype":"F32","shape":[2,6],"data_offsets":[0,48]}}"#, &[1; 48]),
    ];
    let (scratch, taken) = (Scratch::new(), Cell::new(0));
    check(cases, (0..wholes.len(), edits()), |(which, edits)| {
        let content = edited(&wholes[which], &edits);
        let path = scratch.file("x", &content);
        let opened = [TensorFile::open(&path), TensorFile::from_reader("x", Cursor::new(content.clone()))];
        for (is_stream, opened) in [false, true].into_iter().zip(opened) {
            let all = opened.and_then(|mut file| {
                for k in 0..file.tensors().len() {
                    let wanted = file.tensors()[k].len() * file.tensors()[k].format.bytes() as u64;
                    let read = bytes(&mut file, k)?.len() as u64;
                    assert!(read == wanted && read < content.len() as u64, "{read} of {wanted}");
                }
                Ok(())
            });
            match all {
                Ok(()) if is_stream => taken.set(taken.get() + 1),
                Ok(()) => {}
                Err(error) => {
                    let text = error.to_string();
                    prop_assert!(text.contains("; ") && text.lines().count() == 1 && text.len() < 1000, "{text}");
                }
            }
        }
        Ok(())
    });
    taken.get()
}

#[test]
fn a_file_that_was_changed_is_refused_or_sound() {
    let taken = survives(600);
    assert!((10..590).contains(&taken), "{taken} of 600");
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_files_that_were_changed_are_refused_or_sound() {
    let taken = survives(100_000);
    assert!((1000..99_000).contains(&taken), "{taken} of 100 000");
}
