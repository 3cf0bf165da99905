/** What photographs say of their own time and place, on the page that makes records. */
export const en = {
  'photos.title': 'What the photographs say of themselves',
  'photos.claims':
    'The camera wrote this into the files. Its clock may be wrong, and anyone can change it. It becomes a claim of the record only if you take it over; look at it first.',
  'photos.reading': 'Reading photographs: {done} of {all}.',
  'photos.none': 'They say nothing of it.',
  'photos.tooMany':
    'More than {n} places: too many for one claim. Split the photographs, or say the place yourself.',
  'photos.now': 'The photographs say: {claim}',
  'photos.take': 'Take over',
  'photos.take.what': 'Take over: {claim}',
  'photos.leave': 'Leave out',
  'photos.leave.what': 'Leave out: {claim}',
  'photos.taken': 'Taken over as a claim. You can change it.',
  'photos.left': 'Left out.',
  'photos.noOffset':
    'Without a time zone in {n} of {all} photographs: the claim has none either. Below they are compared as times of this device’s zone.',
  'photos.spanTime': 'The photographs are apart in time: {span} between the first and the last.',
  'photos.spanPlace': 'The photographs are apart in place: up to {distance}.',
  'photos.silent': '{n} of {all} photographs say neither time nor place.',
  'photos.absurd': '{n} of {all} photographs state a time or a place that does not exist. It is not offered.',
  'photos.unreadable': 'In {n} of {all} photographs this could not be read. They are submitted as they are.',
  'photos.doubt.satellites.ahead':
    'The camera’s clock is ahead of the satellites’ time by up to {span} ({name}). Photographs: {n}.',
  'photos.doubt.satellites.behind':
    'The camera’s clock is behind the satellites’ time by up to {span} ({name}). Photographs: {n}.',
  'photos.doubt.device.ahead':
    'The camera’s time is in the future of this device’s clock by up to {span} ({name}). One of the two clocks is wrong. Photographs: {n}.',
  'photos.doubt.file.ahead':
    'The camera’s time is later than the file was last written, by up to {span} ({name}). Photographs: {n}.',
  'photos.doubt.file.behind':
    'The camera’s time is earlier than the file was last written, by up to {span} ({name}). It was copied or changed later, or a clock is wrong. Photographs: {n}.',
} as const;

export type PhotosKey = keyof typeof en;

export const zh: Record<PhotosKey, string> = {
  'photos.title': '照片自带的时间和地点',
  'photos.claims':
    '以下内容由相机写入文件。相机的时钟可能不准，任何人也都可以改动。请先核对；只有您选择采用，才会作为说明写入存证记录。',
  'photos.reading': '正在读取照片：{done}/{all}。',
  'photos.none': '照片中没有。',
  'photos.tooMany': '位置超过 {n} 处，无法合为一项说明。请分开提交，或自行填写地点。',
  'photos.now': '照片所载：{claim}',
  'photos.take': '采用',
  'photos.take.what': '采用：{claim}',
  'photos.leave': '不采用',
  'photos.leave.what': '不采用：{claim}',
  'photos.taken': '已采用为说明，可以修改。',
  'photos.left': '未采用。',
  'photos.noOffset': '{all} 张照片中有 {n} 张未注明时区，说明中也不加时区；以下比较按本设备的时区计算。',
  'photos.spanTime': '照片的时间不一致：首尾相差 {span}。',
  'photos.spanPlace': '照片的位置不一致：相距最远 {distance}。',
  'photos.silent': '{all} 张照片中有 {n} 张既无时间也无位置。',
  'photos.absurd': '{all} 张照片中有 {n} 张所载的时间或位置不可能存在，不予采用。',
  'photos.unreadable': '{all} 张照片中有 {n} 张无法读取这些内容，照片仍按原样提交。',
  'photos.doubt.satellites.ahead': '相机时钟比卫星时间快，最多快 {span}（{name}）。共 {n} 张。',
  'photos.doubt.satellites.behind': '相机时钟比卫星时间慢，最多慢 {span}（{name}）。共 {n} 张。',
  'photos.doubt.device.ahead':
    '相机时间晚于本设备的当前时间，最多晚 {span}（{name}），两个时钟必有一个不准。共 {n} 张。',
  'photos.doubt.file.ahead': '相机时间晚于文件的最后写入时间，最多晚 {span}（{name}）。共 {n} 张。',
  'photos.doubt.file.behind':
    '相机时间早于文件的最后写入时间，最多早 {span}（{name}）。可能是之后复制或改动过文件，也可能是时钟不准。共 {n} 张。',
};
