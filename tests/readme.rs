//! The Chinese README has the commands and the outputs of the English one, every number of its table of experiments, and no number that
//! is not there.

const ENGLISH: &str = include_str!("../README.md");
const CHINESE: &str = include_str!("../README.zh.md");

/// The blocks between fences, and the text around them.
fn parts(text: &str) -> (Vec<&str>, String) {
    let pieces: Vec<&str> = text.split("\n```").collect();
    // Every second piece is a block; what follows its fence is text again.
    let blocks = pieces.iter().skip(1).step_by(2).copied().collect();
    (blocks, pieces.into_iter().step_by(2).collect::<Vec<_>>().join("\n"))
}

/// Its numbers, without what only groups their digits or ends a sentence.
fn numbers(text: &str) -> Vec<String> {
    let joined = text.replace('\u{202f}', " ");
    let part = |c: char| c.is_ascii_digit() || ".−-".contains(c);
    let all = joined.split(|c| !part(c)).map(|number| number.trim_matches(['.', '−', '-']).to_owned());
    all.filter(|number| number.chars().any(|c| c.is_ascii_digit())).collect()
}

#[test]
fn every_block_of_the_english_readme_is_in_the_chinese_one() {
    let (english, _) = parts(ENGLISH);
    let (chinese, _) = parts(CHINESE);
    assert!(english.len() > 30);
    assert_eq!(english, chinese);
}

#[test]
fn every_number_of_the_chinese_readme_is_in_the_english_one() {
    let known = numbers(&parts(ENGLISH).1);
    // 4500万 is how 45 million is written.
    let chinese = numbers(&parts(CHINESE).1.replace("4500 万", "45 million"));
    let unknown: Vec<&String> = chinese.iter().filter(|number| !known.contains(number)).collect();
    assert!(chinese.len() > 100 && unknown.is_empty(), "{unknown:?}");
}

/// Of each row of the table of experiments every number.
#[test]
fn the_tables_of_experiments_have_the_same_numbers() {
    let rows = |text: &'static str| -> Vec<Vec<String>> {
        let of_experiment = |line: &&str| {
            line.strip_prefix("| `")
                .is_some_and(|rest| rest.split_once("` |").is_some_and(|(id, _)| !id.contains(['`', ':', ',', ' '])))
        };
        text.lines().filter(of_experiment).take(13).map(numbers).collect()
    };
    let (english, chinese) = (rows(ENGLISH), rows(CHINESE));
    assert_eq!((english.len(), chinese.len()), (13, 13));
    for (k, (mut english, mut chinese)) in english.into_iter().zip(chinese).enumerate() {
        english.sort();
        chinese.sort();
        assert_eq!(english, chinese, "row {k}");
    }
}
