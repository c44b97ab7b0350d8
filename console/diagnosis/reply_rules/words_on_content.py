"""What servers of any make say about the message: its size, its attachments, its words, its form."""

from console.diagnosis.reason import MALFORMED_MESSAGE, MESSAGE_TOO_LARGE, SPAM_CONTENT, VIRUS_OR_ATTACHMENT
from console.diagnosis.reply_rules.rule import Rule, Table

ON_CONTENT = Table(
    "words",
    (
        Rule(
            "words.too-large",
            MESSAGE_TOO_LARGE,
            words="""
                {message,mail,e-mail,email,body,attachment,data}*{too large,too big,too long,oversize,exceeds size}
                {message,mail}*larger than | {message,mail,data} {size,length} | size {limit,exceed,is greater,too} | {max,maximum} size
                {max,maximum}*{message size,size exceeded,allowed size} | exceed*{maximum size,size limit,max size,message size}
                message exceeds | exceeded max | too much data | exceeds maximum{ fixed, message} | size*{exceeds,exceeded}
            """,
            unless="number of | recipients | connections | header | ␣line | rate | per hour | hop | queue too long",
        ),
        Rule(
            "words.virus",
            VIRUS_OR_ATTACHMENT,
            words="""
                virus | malware | trojan | infected | eicar | clamav | ransomware | malicious | {security,potential} threat
                threat detected | unsafe content | {banned,forbidden,prohibited,disallowed,restricted,dangerous,blocked,illegal} {file,attachment}
                attachment*{not allowed,block,reject,filter,forbidden,restrict,policy,type,denied,not accept}
                {attachments of type,attachment type,file extension,executable,encrypted attachment,password protected} | with macro
                file type*not | banned: | contains*{.exe,.zip,.js,.docm} | {because of,due to}*attachment | {with,in} executable
                {block,reject,refus,denied,deni,remov,prohibit,not accept,don't accept,not allowed}*{attachment,attached file}
            """,
            unless="""
                scanner | scan error | unable to scan | not infected | temporar | too large | too big | spam or virus | virus or spam | spam/virus
                number of attachments | size | scanned {by,for} | checked for | for viruses | virus-free | virus free
            """,
        ),
        Rule(
            "words.spam",
            SPAM_CONTENT,
            words="""
                spam | unsolicited | bulk {mail,email,e-mail} | bulkmail | as bulk | junk | ␣ube | (ube | ␣uce | phish | scam | bayes
                {surbl,uribl} | {url,uri,link,domain in}*{black,block,listed,reject} | blacklisted {url,link} | pyzor | ␣dcc␣ | by dcc
                content*{reject,denied,filter,block,not accept,not allowed,unaccept,restrict,refuse,prohibit,polic} | contents rejected
                {objectionable,unacceptable,forbidden,banned,prohibited,inappropriate,offensive} {content,language,material,words}
                {message,body,mail} contains | message {looks like,appears to be} | {filter,content} score | scored too | score exceed | hits=
                heuristic | fingerprint | {subject,header}*{reject,block,not allowed,refuse} | advertis | content-policy | suspicious
                triggered*filter | scored* points | message scored | recurrent pattern | by content scanner | spamhaus dbl | dbl.spamhaus
                spamhaus.org/dbl | mass mail | pourriel | indésirable | correo no deseado | antyspam | спам | 垃圾邮件 | 迷惑メール | スパム判定
            """,
            unless="""
                {anti,filter}*unavailable | scanner*{unavail,fail,timeout,error} | scan error | nul char | null char | temporarily unavailable
                {invalid,duplicate,multiple,missing,malformed}*header | contains bare | scanned for | checked for
            """,
        ),
        Rule(
            "words.malformed",
            MALFORMED_MESSAGE,
            words="""
                malformed | rfc{ ,}{5322,2822,822,5321,2821} | rfc{ ,-}{compliant,violation} | not compliant | non-compliant | violates rfc
                bare {lf,cr,linefeed,line feed,newline,carriage} | {lone,stray} {cr,lf,newline} | smuggling
                {line,lines}{ , is , are }too long | line {length,limit} | {long,longer} lines | lines longer
                {missing,invalid,duplicate,bad,multiple,illegal,improper}*header | header*{missing,invalid,duplicate,not valid,too,error}
                header syntax | no valid from | {from,to,subject,date,message-id,sender} header | from: header | missing {from,date,message-id}
                {date,message-id,to,from}: {header,field,missing} | message-id*{missing,invalid} | unpars{able,eable} | multiple from
                8-bit | 8bit | non-ascii | {null,nul} char | character set | charset | mime {error,structure,header,boundary,part}
                {invalid,bad,broken} mime | base64 | partial message | {improper,invalid,bad} {format,message format} | improperly formatted
                format error | format {restriction,violation} | invalid {content,message content,message body,data,structure} | mime/reject | header size | improper use of | {invalid,improperly}*binary | too many mime | mime complexity | bare <
            """,
        ),
    ),
)
